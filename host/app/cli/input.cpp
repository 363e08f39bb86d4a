#include "app/cli/input.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>

#include "base/text.hpp"

namespace mooring::host::cli {

CLI::Option* takes_words(CLI::Option* option, std::initializer_list<const char*> words) {
  const std::vector<std::string> known(words.begin(), words.end());
  return option->check([known](const std::string& word) -> std::string {
    if (std::find(known.begin(), known.end(), word) != known.end()) return "";
    std::string all;
    for (const std::string& one : known)
      all += (all.empty() ? "" : ", ") + one;
    const auto near = nearest(word, known);
    return "'" + clean_line(word, 80) + "' is not one of " + all +
           (near ? ". Did you mean '" + *near + "'?" : "");
  });
}

CLI::Option* takes_number(CLI::Option* option, int64_t minimum, int64_t maximum) {
  return option->check([minimum, maximum](const std::string& text) -> std::string {
    int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    if (whole && number >= minimum && number <= maximum) return "";
    return "'" + clean_line(text, 40) + "' is not a number from " + std::to_string(minimum) + " to " +
           std::to_string(maximum);
  });
}

Result<Pairs> named_values(const std::vector<std::string>& words) {
  Pairs values;
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail("pair_invalid", "'" + clean_line(word, 80) + "' is not NAME=VALUE",
                  "Write each as its name, = and its value, for example days=30");
    values.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return values;
}

Json object_of(const Pairs& values) {
  JsonObject::Ptr object(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
  for (const auto& [name, value] : values)
    object->set(name, value);
  return Json(object);
}

Result<Secret> secret_line(const std::string& file, const std::string& what) {
  std::string line;
  std::ifstream in;
  if (file != "-") in.open(file);
  std::getline(file == "-" ? std::cin : in, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
    line.pop_back();
  if (!line.empty()) return Secret(std::move(line));
  return fail("input_unreadable",
              "There is no " + what + " in " + (file == "-" ? std::string("the input") : "the file " + file),
              "Put it on the first line, and check that you may read the file");
}

Result<int64_t> seconds_of(const std::string& option, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration)
    return fail("duration_invalid", option + " '" + clean_line(text, 40) + "' is not a duration",
                "Write a number with s, m, h or d, for example 90s, 15m or 2h");
  return std::chrono::duration_cast<std::chrono::seconds>(*duration).count();
}

Result<std::string> moment_of(const std::string& option, const std::string& text, Timestamp now) {
  if (text.empty()) return std::string();
  if (const auto ago = parse_duration(text)) return format_time(now - *ago);
  if (const auto time = parse_time(text)) return format_time(*time);
  return fail("time_invalid", option + " '" + clean_line(text, 60) +
                                  "' is neither a duration like 7d nor a time like 2026-01-31T00:00:00Z");
}

}  // namespace mooring::host::cli
