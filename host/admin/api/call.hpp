// What the API's handlers share: the call they answer, the answer they give, and what they may use.
// A handler is a function Answer(Call&); it runs on a worker thread and may block on the store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/api/heavy_reads.hpp"
#include "admin/attempt_limit.hpp"
#include "admin/gate.hpp"
#include "admin/http/http_server.hpp"
#include "admin/problem.hpp"
#include "admin/request_counters.hpp"
#include "admin/server.hpp"
#include "base/limits_api.hpp"
#include "base/limits_doors.hpp"
#include "base/limits_life.hpp"

namespace mooring::host::admin {

// Everything behind the API; owned by AdminServer.
struct Admin {
  explicit Admin(AdminDependencies dependencies)
      : d(std::move(dependencies)),
        access({d.database, d.journal, d.clock, d.random}),
        gate({access, d.token, d.public_url, d.config.admin.bind}),
        started_at(d.clock.now()),
        process_key(d.random.token(32)) {}

  AdminDependencies d;
  AccessServices access;
  Gate gate;
  const Timestamp started_at;
  const std::string process_key;  // random, nowhere stored: see idempotency.hpp
  RequestCounters counters;
  std::atomic<bool> ready{false};
  std::atomic<int> exports{0};
  AttemptLimit link_failures{d.clock, limits::kLinkFailuresMax, limits::kLinkFailureForgottenAfter,
                             limits::kLinkClientsRememberedMax};
  AttemptLimit link_consents{d.clock, limits::kLinkConsentsMax, limits::kLinkConsentForgottenAfter,
                             limits::kLinkClientsRememberedMax};
  HeavyReads heavy_reads{limits::kHeavyReadsAtOnceMax, limits::kHeavyReadsWaitingMax, limits::kHeavyReadWait};
  // Requests that wait for a provider. Sharing the workers with them, sign-in and health checks must go on.
  HeavyReads provider_waits{limits::kProviderWaitsMax, 1, limits::kProviderWaitPatience};
  std::atomic<int> bundles{0};                     // support bundles being made or read
  std::atomic<http::HttpServer*> server{nullptr};  // null until it listens
};

struct Call {
  Admin& admin;
  const http::Request& request;
  std::vector<std::string> parameters;  // of the route's pattern, decoded, in order
  Caller caller;
  std::string request_id;

  const std::string& id() const { return parameters.at(0); }
  std::string query(std::string_view name) const { return request.query_value(name).value_or(""); }
};

using Answer = tl::expected<http::Response, Problem>;
using Handler = Answer (*)(Call&);

inline tl::unexpected<Problem> refuse(Problem problem) {
  return tl::unexpected<Problem>(std::move(problem));
}
inline tl::unexpected<Problem> refuse(std::string code, std::string message, std::string hint = {}) {
  return refuse(Problem(Error{std::move(code), std::move(message), std::move(hint)}));
}

// views_busy, when there is no place among the heavy reads.
tl::unexpected<Problem> refuse_heavy_read();
// engine_busy, when there is no place among those that wait for a provider.
tl::unexpected<Problem> refuse_provider_wait();

// Query parameters that many routes have. Errors: parameter_invalid, naming the parameter.
Result<size_t> page_limit(const Call& call);
// Of lists whose cursor is the id of the last item; empty: from the start. Error: cursor_invalid.
Result<std::string> id_cursor(const Call& call);
Result<std::optional<Timestamp>> query_time(const Call& call, std::string_view name);
Result<std::optional<int64_t>> if_match_version(const Call& call);

}  // namespace mooring::host::admin
