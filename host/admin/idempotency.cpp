#include "admin/idempotency.hpp"

#include <algorithm>
#include <array>

#include "admin/api/openapi_schemas.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "store/rows_idempotency.hpp"

namespace mooring::host::admin {
namespace {

// "name:type name:type" -> is one of these names among them?
constexpr std::array<std::string_view, 9> kSecretNames = {
    "token", "secret",        "password", "current_password", "refresh_token", "link",
    "url",   "authorize_url", "code"};

bool names_secret(std::string_view members) {
  while (!members.empty()) {
    const size_t end = std::min(members.find(' '), members.size());
    std::string_view name = members.substr(0, end);
    members.remove_prefix(std::min(end + 1, members.size()));
    if (name.starts_with('~')) name.remove_prefix(1);
    name = name.substr(0, name.find(':'));
    if (std::find(kSecretNames.begin(), kSecretNames.end(), name) != kSecretNames.end()) return true;
  }
  return false;
}

Result<std::string> key_of(const http::Request& request) {
  const std::string_view key = request.header("idempotency-key");
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (plain && key.size() <= limits::kIdempotencyKeyBytesMax) return std::string(key);
  return fail("idempotency_key_invalid", "Idempotency-Key is not 1 to 255 visible ASCII characters",
              "Send a random value, for example a UUID");
}

bool shape_names_secret(std::string_view name) {
  for (const Shape& shape : shapes())
    if (shape.name == name) return names_secret(shape.members);
  return false;
}

bool is_kept_header(const std::string& name) {
  for (const char* kept : {"Content-Type", "Location", "ETag"})
    if (equals_ignoring_case(name, kept)) return true;
  return false;
}

http::Response replay(const IdempotencyRow& row) {
  http::Response response;
  response.status = row.status;
  response.body = row.answer;
  for (std::string_view rest = row.headers; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const size_t colon = rest.find(": ");
    if (colon < end)
      response.set(std::string(rest.substr(0, colon)), std::string(rest.substr(colon + 2, end - colon - 2)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  response.set("Idempotency-Replayed", "true");
  return response;
}

// What a request with a key that is known already is answered with.
Answer answer_known(const IdempotencyRow& known, const IdempotencyRow& wanted) {
  if (known.request_hash != wanted.request_hash)
    return refuse(
        "idempotency_key_reused", "This Idempotency-Key was sent with another request before",
        "Make a new key for each new request; a key of one that held a secret is only known until the "
        "host is restarted");
  if (known.status == 0 && known.process == wanted.process)
    return refuse("idempotency_key_in_use", "The first request with this Idempotency-Key is still under way",
                  "Wait a moment, then send it again");
  if (known.status == 0)
    return refuse("idempotency_key_unfinished",
                  "The host was stopped while the first request with this Idempotency-Key was under way",
                  "Look whether it took effect; if not, send it with a new key");
  if (known.withheld)
    return refuse("idempotency_answer_withheld",
                  "This request was carried out before (HTTP " + std::to_string(known.status) +
                      "); its answer held a secret or was too long to be kept",
                  "Send it with a new key if you want it done again");
  return replay(known);
}

// A key that was taken on. Unless it is answered, it is free again: what failed inside may be tried again.
class TakenKey {
 public:
  TakenKey(Admin& admin, IdempotencyRow row) : admin_(admin), row_(std::move(row)) {}
  TakenKey(const TakenKey&) = delete;
  TakenKey& operator=(const TakenKey&) = delete;
  ~TakenKey() {
    if (!kept_)
      store([&](Session& session) { rows::delete_idempotency_key(session, row_.caller, row_.key); });
  }

  void keep(const http::Response& response, bool withheld) {
    if (response.status >= 500 || response.status == 429) return;
    row_.status = response.status;
    row_.withheld = withheld || response.stream || response.event_stream || !response.static_body.empty() ||
                    response.body.size() > limits::kIdempotencyAnswerBytesMax;
    if (!row_.withheld) row_.answer = response.body;
    for (const auto& [name, value] : response.headers)
      if (is_kept_header(name)) row_.headers += name + ": " + value + "\n";
    kept_ = store([&](Session& session) { rows::answer_idempotency_key(session, row_); });
  }

 private:
  bool store(const std::function<void(Session&)>& work) {
    const Status done = admin_.d.database.write([&](Session& session) -> Status {
      work(session);
      return {};
    });
    if (!done) admin_.d.logger.warning("idempotency key not kept", {{"reason", describe(done.error())}});
    return done.has_value();
  }
  Admin& admin_;
  IdempotencyRow row_;
  bool kept_ = false;
};

// Nothing: the key is new and is now ours.
Result<std::optional<IdempotencyRow>> take(Admin& admin, const IdempotencyRow& wanted) {
  std::optional<IdempotencyRow> known;
  Status done = admin.d.database.write([&](Session& session) -> Status {
    const Timestamp before = wanted.created_at - Duration(limits::kIdempotencyKept);
    known = rows::find_idempotency_key(session, wanted.caller, wanted.key);
    if (known && known->created_at >= before) return {};
    if (known) rows::delete_idempotency_key(session, wanted.caller, wanted.key);
    known.reset();
    rows::insert_idempotency_key(session, wanted);
    rows::tidy_idempotency_keys(session, wanted.caller, before, limits::kIdempotencyKeysPerCallerMax,
                                limits::kIdempotencyTidiedAtOnce);
    return {};
  });
  if (!done) return fail(done.error());
  return known;
}

}  // namespace

bool takes_idempotency_key(const Route& route) {
  return route.method == "POST" && route.access == Access::api;
}

bool answer_holds_secret(const Route& route) {
  return shape_names_secret(route.answer);
}

bool body_holds_secret(const Route& route) {
  return shape_names_secret(route.body);
}

// Whoever reads the store must not be able to try passwords against a plain hash: that of the store is slow on purpose.
std::string request_hash(const Route& route, const http::Request& request, const std::string& process_key) {
  const std::string body =
      sha256_hex((body_holds_secret(route) ? process_key : std::string()) + request.body);
  return sha256_hex(request.method + "\n" + request.path + "\n" + request.query + "\n" + body);
}

Answer answer_once(Call& call, const Route& route, const std::function<Answer()>& handle) {
  auto key = key_of(call.request);
  if (!key) return refuse(key.error());
  IdempotencyRow row;
  row.caller = call.caller.actor;
  row.key = std::move(*key);
  row.request_hash = request_hash(route, call.request, call.admin.process_key);
  row.process = std::to_string(to_unix_us(call.admin.started_at));
  row.created_at = call.admin.d.clock.now();
  auto known = take(call.admin, row);
  if (!known) return refuse(known.error());
  if (*known) return answer_known(**known, row);
  TakenKey taken(call.admin, std::move(row));
  Answer answer = handle();
  taken.keep(answer ? *answer : problem_response(answer.error(), call.request_id),
             answer_holds_secret(route));
  return answer;
}

}  // namespace mooring::host::admin
