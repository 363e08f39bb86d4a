#include "admin/application.hpp"

#include <charconv>

#include "admin/api/routes.hpp"
#include "admin/idempotency.hpp"
#include "admin/query_check.hpp"
#include "admin/validators.hpp"
#include "base/ids.hpp"
#include "base/limits_doors.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

bool is_api(const http::Request& request) {
  return request.path.starts_with("/api/");
}

Answer not_found(const http::Request& request) {
  return refuse("not_found", "There is nothing at " + clean_line(request.path, 200),
                is_api(request) ? "GET /api/v1/openapi.json lists what there is" : "Start at /");
}

Answer wrong_method(const http::Request& request, const std::string& allowed) {
  Problem problem(
      Error{"method_not_allowed", "This address does not take " + request.method, "Use " + allowed});
  problem.headers.emplace_back("Allow", allowed);
  return refuse(std::move(problem));
}

Answer refuse_caller(const Error& error) {
  Problem problem(error);
  if (error.code == "not_signed_in") problem.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error.code == "too_many_attempts") problem.headers.emplace_back("Retry-After", "60");
  return refuse(std::move(problem));
}

// Who is not signed in gives us little to read.
bool is_too_long(const http::Request& request, Access access) {
  return access != Access::api && request.body.size() > limits::kOpenBodyBytesMax;
}

// Nobody who is not signed in learns which addresses of the API exist.
Answer answer_of(Admin& admin, const http::Request& request, const RouteMatch& match,
                 const std::string& request_id) {
  const Access fallback = is_api(request) ? Access::api : Access::page;
  const Access access = match.route ? match.route->access : fallback;
  if (is_too_long(request, access))
    return refuse("body_too_large",
                  "The body is longer than " + std::to_string(limits::kOpenBodyBytesMax) + " bytes",
                  "Without a sign-in a request may be that long");
  auto caller = admin.gate.admit(request, access);
  if (!caller) return refuse_caller(caller.error());
  if (!match.route) return match.allowed.empty() ? not_found(request) : wrong_method(request, match.allowed);
  if (const auto need = need_of(*match.route))
    if (Status permitted = permit(*caller, *need); !permitted) return refuse(permitted.error());
  if (Status query = check_query(admin, match, request); !query) return refuse(query.error());
  Call call{admin, request, match.parameters, std::move(*caller), request_id};
  if (!takes_idempotency_key(*match.route) || request.header("idempotency-key").empty())
    return match.route->handler(call);
  return answer_once(call, *match.route, [&] { return match.route->handler(call); });
}

Answer guarded_answer(Admin& admin, const http::Request& request, const RouteMatch& match,
                      const std::string& request_id) {
  try {
    return answer_of(admin, request, match, request_id);
  } catch (const std::exception& problem) {
    return refuse("handler_failed", problem.what());
  } catch (...) {
    return refuse("handler_failed", "An exception of an unknown type");
  }
}

// The code of a reconnect link and of a calendar's address is a secret.
std::string path_for_log(const http::Request& request) {
  for (const std::string_view start : {"/reconnect/", "/calendar/"})
    if (request.path.starts_with(start)) return std::string(start) + "...";
  return request.path;
}

void log_answer(Admin& admin, const http::Request& request, const http::Response& response,
                const Answer& answer, const std::string& request_id, Duration took) {
  // Never the query: it may hold a provider's authorization code.
  if (response.status >= 500 && !answer)
    admin.d.logger.error("admin request failed", {{"method", request.method},
                                                  {"path", path_for_log(request)},
                                                  {"request_id", request_id},
                                                  {"code", answer.error().error.code},
                                                  {"reason", answer.error().error.message}});
  else
    admin.d.logger.debug("admin request", {{"method", request.method},
                                           {"path", path_for_log(request)},
                                           {"status", std::to_string(response.status)},
                                           {"peer", request.peer},
                                           {"request_id", request_id},
                                           {"took", format_duration(took)}});
}

}  // namespace

http::Response answer_request(Admin& admin, const http::Request& request) {
  const SteadyTime before = admin.d.clock.steady_now();
  const std::string request_id = new_id("req", admin.d.clock, admin.d.random);
  const RouteMatch match = match_route(request.method, request.path);
  const Answer answer = guarded_answer(admin, request, match, request_id);
  http::Response response = answer ? *answer : problem_response(answer.error(), request_id);
  response.set("X-Request-Id", request_id);
  if (answer && match.route) validate_answer(request, *match.route, response);
  const bool says_itself =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const http::Header& header) { return header.first == "Cache-Control"; });
  if (!says_itself) response.set("Cache-Control", "no-store");
  const size_t index =
      match.route ? static_cast<size_t>(match.route - routes().data()) : RequestCounters::kNoRoute;
  admin.counters.count(index, response.status);
  log_answer(admin, request, response, answer, request_id, admin.d.clock.steady_now() - before);
  return response;
}

tl::unexpected<Problem> refuse_heavy_read() {
  Problem problem(Error{"views_busy", "Other lists that take long are being read", "Try again in a moment"});
  problem.headers.emplace_back("Retry-After", "5");
  return refuse(std::move(problem));
}

tl::unexpected<Problem> refuse_provider_wait() {
  Problem problem(Error{"engine_busy", "Several others wait for an answer of a provider at the moment",
                        "Nothing was done. Try again in half a minute"});
  problem.headers.emplace_back("Retry-After", "30");
  return refuse(std::move(problem));
}

Result<size_t> page_limit(const Call& call) {
  const std::string text = call.query("limit");
  if (text.empty()) return limits::kPageSizeDefault;
  size_t limit = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (problem != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > limits::kPageSizeMax)
    return fail("parameter_invalid",
                "limit is not a number from 1 to " + std::to_string(limits::kPageSizeMax),
                "Read on with cursor to get more");
  return limit;
}

Result<std::string> id_cursor(const Call& call) {
  constexpr size_t kIdCharacters = 26;
  std::string cursor = call.query("cursor");
  const size_t line = cursor.find('_');
  const bool is_id = line != std::string::npos && cursor.size() == line + 1 + kIdCharacters &&
                     cursor.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (cursor.empty() || is_id) return cursor;
  return fail("cursor_invalid", "The cursor is not one of this list", "Start again without a cursor");
}

Result<std::optional<Timestamp>> query_time(const Call& call, std::string_view name) {
  const std::string text = call.query(name);
  if (text.empty()) return std::nullopt;
  const auto time = parse_time(text);
  if (!time)
    return fail("parameter_invalid", std::string(name) + " is not a time",
                "Use RFC 3339, for example 2026-01-31T00:00:00Z");
  return time;
}

Result<std::optional<int64_t>> if_match_version(const Call& call) {
  std::string_view text = call.request.header("if-match");
  if (text.empty() || text == "*") return std::nullopt;
  int64_t version = 0;
  const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  if (quoted) text = text.substr(1, text.size() - 2);
  text = text.substr(0, text.find('.'));  // the rest is a hash of what was shown
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (!quoted || problem != std::errc{} || end != text.data() + text.size())
    return fail("version_conflict", "If-Match is not the ETag of a connection",
                "Send the ETag of GET /api/v1/connections/{id}");
  return version;
}

}  // namespace mooring::host::admin
