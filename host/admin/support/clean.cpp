#include "admin/support/clean.hpp"

#include <Poco/JSON/Stringifier.h>

#include <algorithm>
#include <sstream>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
// Beyond ASCII: addresses of other scripts.
bool is_name(char c, bool encoded) {
  return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 || (encoded && c == '%') ||
         std::string_view("._+-").find(c) != std::string_view::npos;
}
bool is_domain(char c) {
  return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '-';
}

struct At {  // of an '@': where it stands and how long it is
  size_t begin = std::string_view::npos, size = 0;
};

At next_at(std::string_view text, size_t from) {
  const size_t plain = text.find('@', from), encoded = text.find("%40", from);
  return plain <= encoded ? At{plain, 1} : At{encoded, 3};
}

// Past the domain after an '@'; the same place when there is none with a dot inside.
size_t domain_end(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && is_domain(text[end]))
    ++end;
  while (end > from && (text[end - 1] == '.' || text[end - 1] == '-'))
    --end;  // the end of a sentence
  const size_t dot = text.substr(from, end - from).find('.');
  return dot == std::string_view::npos || dot == 0 ? from : end;
}

}  // namespace

std::string without_emails(std::string_view text) {
  std::string out;
  size_t kept = 0;
  for (At at = next_at(text, 0); at.begin != std::string_view::npos; at = next_at(text, at.begin + at.size)) {
    size_t begin = at.begin;
    while (begin > kept && is_name(text[begin - 1], at.size > 1))
      --begin;
    const size_t end = domain_end(text, at.begin + at.size);
    if (begin == at.begin || end == at.begin + at.size) continue;
    out.append(text.substr(kept, begin - kept)).append(kHiddenEmail);
    kept = end;
  }
  return out.append(text.substr(kept));
}

std::string SupportCleaner::line(std::string_view text) const {
  return clean_line(block(text), limits::kLogFieldBytesMax);
}

std::string SupportCleaner::block(std::string_view text) const {
  return without_emails(secrets_.redact(text));
}

JsonObject SupportCleaner::object(const JsonObject& value) const {
  auto out = json_object();
  for (const std::string& name : value->getNames())
    out->set(line(name), json(value->get(name)));
  return out;
}

JsonArray SupportCleaner::array(const JsonArray& value) const {
  auto out = json_array();
  for (const auto& item : *value)
    out->add(json(item));
  return out;
}

Poco::Dynamic::Var SupportCleaner::json(const Poco::Dynamic::Var& value) const {
  if (value.isEmpty()) return value;
  if (value.type() == typeid(JsonObject)) return object(value.extract<JsonObject>());
  if (value.type() == typeid(JsonArray)) return array(value.extract<JsonArray>());
  return value.isString() ? Poco::Dynamic::Var(line(value.extract<std::string>())) : value;
}

std::string json_for_page(const Poco::Dynamic::Var& value) {
  std::ostringstream text;
  Poco::JSON::Stringifier::stringify(value, text);
  std::string out;
  for (const char c : std::move(text).str()) {
    // These stand only inside texts, where an escape means the same.
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

}  // namespace mooring::host::admin
