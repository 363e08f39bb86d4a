// What commands are told beside plain words: NAME=VALUE pairs, secrets in files, durations. Main thread.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/cli/output.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace mooring::host::cli {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// "days=30" each. Error: pair_invalid, with what was meant.
Result<Pairs> named_values(const std::vector<std::string>& words);
Json object_of(const Pairs& values);

// The first line of a file, "-": of standard input. `what` is for the error: "address". Error: input_unreadable.
Result<Secret> secret_line(const std::string& file, const std::string& what);

// "1h", "90s" as whole seconds. Error: duration_invalid, naming the option.
Result<int64_t> seconds_of(const std::string& option, const std::string& text);

// "7d" is that long before `now`, else a time; as the API takes it. Empty stays empty. Error: time_invalid, naming the option.
Result<std::string> moment_of(const std::string& option, const std::string& text, Timestamp now);

}  // namespace mooring::host::cli
