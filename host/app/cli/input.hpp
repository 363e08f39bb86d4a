// What commands are told beside plain words: one of some words, NAME=VALUE pairs, secrets in files, durations. Main thread.
#pragma once
#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/output.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace mooring::host::cli {

constexpr int64_t kListLimitMax = 1'000'000'000;  // of --limit: more than any list has

// Another word is a wrong argument: the message names the option, the words, and the nearest one.
CLI::Option* takes_words(CLI::Option* option, std::initializer_list<const char*> words);
// Of a whole number that is read into a number or a text.
CLI::Option* takes_number(CLI::Option* option, int64_t minimum, int64_t maximum);

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
