// Errors are values. An Error tells its reader what happened, where, and what to do next.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace mooring::host {

struct Error {
  std::string code;     // stable, snake_case; API problems, logs and tests match on it
  std::string message;  // what happened, and where
  std::string hint;     // what the reader can do next; may be empty only when message says it
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(std::string code, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{std::move(code), std::move(message), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

// One line for people: "message. hint"
std::string describe(const Error& error);

}  // namespace mooring::host
