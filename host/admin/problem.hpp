// Errors as RFC 9457 problems: one table says which HTTP status a code has. A code that is not in the table is a defect of
// ours: 500, with nothing of its text shown.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/http/message.hpp"
#include "base/result.hpp"

namespace mooring::host::admin {

struct FieldProblem {
  std::string pointer;  // "/region"
  std::string message;
};

struct Problem {
  // NOLINTNEXTLINE(google-explicit-constructor): an Error is a problem whose status the table knows
  Problem(Error of) : error(std::move(of)) {}
  Problem(Error of, int with_status) : error(std::move(of)), status(with_status) {}

  Error error;
  int status = 0;  // 0: as the table says
  std::vector<FieldProblem> fields;
  std::vector<http::Header> headers;
};

std::optional<int> status_of_code(const std::string& code);
http::Response problem_response(const Problem& problem, const std::string& request_id);

}  // namespace mooring::host::admin
