#include "base/secret_scan.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/limits.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr std::string_view kRedacted = "[secret]";
constexpr size_t kStartBytes = sizeof(uint64_t);
static_assert(limits::kSecretLengthMin >= kStartBytes, "a form is found by its first eight bytes");

uint64_t start_of(const char* bytes) {
  uint64_t start = 0;
  std::memcpy(&start, bytes, kStartBytes);
  return start;
}

size_t slot_of(uint64_t start, size_t slots) {
  return static_cast<size_t>(start * 0x9e3779b97f4a7c15ULL >> 40) % slots;
}

std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

// The characters of a base64 text that a secret alone decides, when `before` bytes of something else precede it:
// "client:secret" in an Authorization header is found like that.
std::string base64_core(std::string_view secret, size_t before) {
  std::string text = std::string(before, '\0') + std::string(secret);
  const std::string encoded = base64url_encode(bytes_of(text));
  wipe_string(text);
  const size_t first = (before * 8 + 5) / 6;
  const size_t end = (before + secret.size()) * 8 / 6;
  return encoded.substr(first, end - first);
}

std::string standard_alphabet(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

// "%7C" -> "%7c"
std::string lower_escapes(std::string text) {
  for (size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '%')
      for (size_t at = i + 1; at < i + 3; ++at)
        if (text[at] >= 'A' && text[at] <= 'F') text[at] = static_cast<char>(text[at] + 32);
  return text;
}

std::string json_escaped(std::string_view text, bool with_slash) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || (with_slash && c == '/')) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

SecretScan::~SecretScan() {
  for (std::string& form : forms_)
    wipe_string(form);
}

void SecretScan::add(std::string_view secret) {
  if (secret.size() < limits::kSecretLengthMin) return;
  add_form(std::string(secret));
  const std::string encoded = url_encode(secret);
  add_form(encoded);
  add_form(lower_escapes(encoded));
  add_form(json_escaped(secret, false));
  add_form(json_escaped(secret, true));
  add_form(hex_encode(bytes_of(secret)));
  add_form(upper(hex_encode(bytes_of(secret))));
  for (size_t before = 0; before < 3; ++before) {
    add_form(base64_core(secret, before));
    add_form(standard_alphabet(base64_core(secret, before)));
  }
}

void SecretScan::add_form(std::string form) {
  const uint64_t start = start_of(form.data());
  const auto [from, to] = by_start_.equal_range(start);
  if (std::any_of(from, to, [&](const auto& known) { return forms_[known.second] == form; })) return;
  by_start_.emplace(start, forms_.size());
  possible_[slot_of(start, kPossible)] = true;
  forms_.push_back(std::move(form));
}

size_t SecretScan::longest_at(std::string_view rest) const {
  const uint64_t start = start_of(rest.data());
  if (!possible_[slot_of(start, kPossible)]) return 0;
  size_t longest = 0;
  const auto [from, to] = by_start_.equal_range(start);
  for (auto known = from; known != to; ++known)
    if (rest.starts_with(forms_[known->second])) longest = std::max(longest, forms_[known->second].size());
  return longest;
}

std::string SecretScan::redact(std::string_view text) const {
  std::string out;
  out.reserve(text.size());
  size_t kept = 0;  // everything before it is in `out`
  for (size_t at = 0; at + kStartBytes <= text.size();) {
    const size_t found = longest_at(text.substr(at));
    if (found == 0) {
      ++at;
      continue;
    }
    out.append(text.substr(kept, at - kept)).append(kRedacted);
    kept = at += found;
  }
  out.append(text.substr(kept));
  return out;
}

}  // namespace mooring::host
