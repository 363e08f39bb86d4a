// A list of short texts as one text: for people, and as "A,B", how a setting that takes several of its choices is kept and
// handed on. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mooring::host {

// Blanks around a part do not count; an empty part is one: "A,,B" has three. An empty text has none.
inline std::vector<std::string> list_parts(std::string_view text) {
  std::vector<std::string> parts;
  const auto trimmed = [](std::string_view part) {
    const size_t first = part.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string()
               : std::string(part.substr(first, part.find_last_not_of(' ') - first + 1));
  };
  if (trimmed(text).empty()) return parts;
  for (size_t from = 0;;) {
    const size_t comma = text.find(',', from);
    parts.push_back(trimmed(text.substr(from, comma == std::string_view::npos ? comma : comma - from)));
    if (comma == std::string_view::npos) return parts;
    from = comma + 1;
  }
}

inline std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ") {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

// "A, B and C", for people.
inline std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return text;
}

inline std::string list_text(const std::vector<std::string>& parts) {
  return joined(parts, ",");
}

}  // namespace mooring::host
