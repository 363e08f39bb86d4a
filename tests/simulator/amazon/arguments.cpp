#include "arguments.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace mooring::amazon_simulator {

std::vector<std::string> list_of(const Fields& arguments, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, text] : arguments) {
    if (key != name) continue;
    for (size_t start = 0; start <= text.size();) {
      const size_t end = std::min(text.find(',', start), text.size());
      if (end > start) values.push_back(text.substr(start, end - start));
      start = end + 1;
    }
  }
  return values;
}

host::Result<int64_t> time_of(std::string_view name, std::string text) {
  if (text.size() == 10) text += "T00:00:00Z";
  const auto time = host::parse_time(text);
  if (!time)
    return host::fail("InvalidInput",
                      std::string(name) + " is not an ISO 8601 date-time: " + host::clean_line(text, 60));
  return host::to_unix_us(*time);
}

}  // namespace mooring::amazon_simulator
