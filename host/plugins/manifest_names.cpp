#include "plugins/manifest_names.hpp"

#include <algorithm>

namespace mooring::host {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_lower(c) || is_upper(c);
}

template <class First, class Rest>
bool matches(std::string_view text, First first, Rest rest) {
  return !text.empty() && first(text[0]) && std::all_of(text.begin() + 1, text.end(), rest);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

// Splits at the separator; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

constexpr std::string_view kHttps = "https://";

}  // namespace

bool is_identifier(std::string_view text) {
  return matches(text, is_lower, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_dotted_id(std::string_view text) {
  return matches(text, is_lower,
                 [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_region_id(std::string_view text) {
  return matches(text, is_letter, [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

bool is_path_segment(std::string_view text) {
  const auto allowed = [](char c) { return is_lower(c) || is_digit(c); };
  return matches(text, allowed, [&](char c) { return allowed(c) || c == '-'; });
}

bool is_marketplace_id(std::string_view text) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; };
  return matches(text, allowed, allowed);
}

bool is_version(std::string_view text) {
  const size_t dash = text.find('-');
  const auto numbers = split(text.substr(0, dash), '.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= 9 && std::all_of(part.begin(), part.end(), is_digit);
  };
  if (numbers.size() != 3 || !std::all_of(numbers.begin(), numbers.end(), is_number)) return false;
  if (dash == std::string_view::npos) return true;
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
  return matches(text.substr(dash + 1), allowed, allowed);
}

bool is_host_name(std::string_view text) {
  const auto labels = split(text, '.');
  if (text.size() > 253 || labels.size() < 2 || !std::all_of(labels.begin(), labels.end(), is_label))
    return false;
  return !std::all_of(labels.back().begin(), labels.back().end(), is_digit);  // 10.0.0.1 is an address
}

bool is_host_pattern(std::string_view text) {
  return is_host_name(text.starts_with("*.") ? text.substr(2) : text);
}

std::string https_url_problem(std::string_view text) {
  if (!text.starts_with(kHttps)) return "is not a URL that starts with https://";
  for (char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>')
      return "has a character that no URL may have";
  if (text.find('#') != std::string_view::npos) return "has a fragment ('#')";
  const std::string_view authority =
      text.substr(kHttps.size(), text.find_first_of("/?", kHttps.size()) - kHttps.size());
  if (authority.find('@') != std::string_view::npos) return "has a user name before the host";
  if (!is_host_name(url_host(text))) return "has no valid host name (lower case, like api.example.com)";
  if (const size_t colon = authority.find(':'); colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit))
      return "has no valid port";
  }
  return {};
}

std::string_view url_host(std::string_view url) {
  if (!url.starts_with(kHttps)) return {};
  url.remove_prefix(kHttps.size());
  return url.substr(0, url.find_first_of("/?#:"));
}

bool host_matches(std::string_view host, std::string_view pattern) {
  if (!pattern.starts_with("*.")) return host == pattern;
  const std::string_view suffix = pattern.substr(1);  // ".example.com"
  return host.size() > suffix.size() && host.ends_with(suffix);
}

std::vector<std::string> placeholders(std::string_view pattern) {
  std::vector<std::string> names;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') continue;
    const size_t end = pattern.find('}', i);
    if (end == std::string_view::npos) {
      names.emplace_back("{");
      break;
    }
    names.emplace_back(pattern.substr(i + 1, end - i - 1));
    i = end;
  }
  return names;
}

}  // namespace mooring::host
