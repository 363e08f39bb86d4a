#include "simulation/fault_table.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;

namespace {

// The words of a channel.
struct Words {
  std::string channel, token, list;             // as the simulator names the endpoints
  std::string token_operation, list_operation;  // as the activity log does
  std::string holder;                           // whose grant
  int secret_status;                            // how its API refuses credentials
  std::string cause(const std::string& rule) const { return channel + "." + rule; }
};

class Table {
 public:
  explicit Table(Words words) : words_(std::move(words)), seller_(words_.channel == "amazon_seller") {}

  std::vector<FaultRow> rows() {
    grants();
    application();
    token_service();
    token_oddities();
    access();
    answers();
    damaged_answers();
    if (seller_) {
      orders();
      seller_reports();
      vendor();
    } else {
      advertising();
    }
    return std::move(rows_);
  }

 private:
  // ---- rows ---------------------------------------------------------------------------------------------------------

  FaultRow& add(const std::string& name, const std::string& fault) {
    FaultRow row;
    row.channel = words_.channel;
    row.name = name;
    row.fault = fault;
    if (!seller_) row.within = 5h;  // one report in fifty takes up to four
    return rows_.emplace_back(std::move(row));
  }
  static std::string json(const std::string& kind, const std::string& endpoint, const std::string& more) {
    return R"({"kind":")" + kind + R"(","endpoint":")" + endpoint + '"' + (more.empty() ? "" : "," + more) +
           "}";
  }
  // A run fails and says so.
  void fails(const std::string& name, const std::string& fault, const std::string& kind,
             const std::string& cause, Proof proof) {
    FaultRow& row = add(name, fault);
    row.badge = Badge::sync_error;
    row.action = "retry_sync";
    row.kind = kind;
    row.cause = cause;
    row.proof = std::move(proof);
  }
  // Mooring deals with it; the log has it all the same.
  FaultRow& absorbed(const std::string& name, const std::string& fault, Proof proof = {}) {
    FaultRow& row = add(name, fault);
    row.proof = std::move(proof);
    return row;
  }
  void token_fails(const std::string& name, const std::string& kind, const std::string& more, int status,
                   const std::string& failure, const std::string& cause) {
    fails("token service: " + name, json(kind, words_.token, more), failure, cause,
          {"token.refresh_failed", status, words_.token_operation, Severity::warning});
  }
  void list_fails(const std::string& name, const std::string& kind, const std::string& more, int status,
                  const std::string& failure, const std::string& cause) {
    fails("API: " + name, json(kind, words_.list, more), failure, cause,
          {"request.failed", status, words_.list_operation, Severity::warning});
  }
  void list_absorbs(const std::string& name, const std::string& kind, const std::string& more, int status) {
    absorbed("API: " + name, json(kind, words_.list, more),
             {"request.failed", status, words_.list_operation, Severity::warning});
  }
  // To be asked to come later is a state with a countdown, no error: the run waits, and the badge stays as long as what is
  // held is fresh.
  void token_throttles(const std::string& name, const std::string& more) {
    absorbed("token service: " + name, json("throttle", words_.token, more),
             {"token.refresh_failed", 429, words_.token_operation, Severity::warning})
        .state = "throttled";
  }
  void list_throttles(const std::string& name, const std::string& more) {
    list_absorbs(name, "throttle", more, 429);
    rows_.back().state = "throttled";
  }
  // Then it is out of date, and that is what the badge says.
  void throttles_too_long() {
    list_throttles("throttles for longer than what is held is fresh", "");
    FaultRow& row = rows_.back();
    row.lasts = 11h;
    row.badge = Badge::stale;
    row.action = "";  // it goes on by itself
    row.kind = "throttled";
    row.cause = words_.cause(seller_ ? "quota" : "too_many_requests");
  }
  std::string amazon_fault() const { return words_.cause("amazon_fault"); }

  // ---- grants -------------------------------------------------------------------------------------------------------

  void grant_ends(const std::string& name, const std::string& kind, const std::string& more, bool revoked) {
    FaultRow& row = add(name, R"({"kind":")" + kind + R"(","seller":")" + words_.holder + '"' + more + "}");
    row.counted = false;
    row.badge = revoked ? Badge::revoked : Badge::expired;
    row.action = "reconnect";
    row.kind = revoked ? "grant_revoked" : "grant_rejected";
    row.cause = words_.cause(seller_ ? (revoked ? "app_removed" : "consent_ended")
                                     : (revoked ? "login_revoked" : "login_rejected"));
    row.proof = {revoked ? "token.revoked" : "token.rejected", 400, words_.token_operation, Severity::error};
    row.repair = Repair::reconnect;
    row.within = 1h;  // a report is waited for
  }
  void grants() {
    const std::string later = R"(,"keep_access_tokens":true)";
    grant_ends("grant: revoked", "revoke_grant", "", true);
    grant_ends("grant: expired", "expire_grant", "", false);
    grant_ends("grant: revoked, its access token lives on", "revoke_grant", later, true);
    grant_ends("grant: expired, its access token lives on", "expire_grant", later, false);
  }

  // ---- the login service --------------------------------------------------------------------------------------------

  void application() {
    const auto refused = [&](const std::string& kind, int status, const std::string& cause) {
      fails("application: " + kind, json(kind, words_.token, ""), "application_rejected", words_.cause(cause),
            {"token.application_rejected", status, words_.token_operation, Severity::error});
    };
    refused("invalid_client", 401, "application_unknown");
    refused("unauthorized_client", 400, "application_unknown");
    refused("invalid_scope", 400, seller_ ? "application_unknown" : "scope_not_approved");
  }

  void token_service() {
    token_fails("500", "http_error", R"("status":500)", 500, "server", amazon_fault());
    token_fails("503 that says when", "http_error", R"("status":503,"retry_after_s":120)", 503, "server",
                amazon_fault());
    token_fails("400 of no known meaning", "http_error", R"("status":400)", 400, "request_rejected",
                "request_rejected");
    token_fails("404", "http_error", R"("status":404)", 404, "request_rejected", "request_rejected");
    token_throttles("throttles", "");
    token_throttles("throttles and says for how long", R"("retry_after_s":600)");
    token_fails("a gateway's page with 503", "html", "", 503, "server", amazon_fault());
    token_fails("a page with 200", "html_ok", "", 200, "bad_response", "bad_response");
    token_fails("cuts the connection", "cut", "", 0, "network", "network");
    token_fails("answers that end in the middle", "truncated", "", 0, "network", "network");
    token_fails("answers that never end", "drip", "", 0, "network", "network");
    token_fails("answers later than anybody waits", "slow", R"("delay_ms":90000)", 0, "network", "network");
    token_fails("broken JSON", "malformed_json", "", 200, "bad_response", "bad_response");
    token_fails("an answer far too large", "oversized", R"("bytes":200000)", 0, "bad_response",
                "bad_response");
  }

  void token_oddities() {
    const auto odd = [&](const std::string& name, const std::string& kind, const std::string& more) {
      absorbed("token service: " + name, json(kind, words_.token, more));
    };
    odd("tokens of 40 seconds", "short_lived_token", R"("expires_in_s":40)");
    odd("no refresh token in the answer", "no_refresh_token", "");
    odd("members that nobody knows", "extra_members", "");
    odd("slow", "slow", R"("delay_ms":20000)");
    absorbed("token service: two answers of 503", json("http_error", words_.token, R"("count":2)"),
             {"token.refresh_failed", 503, words_.token_operation, Severity::warning});
  }

  // ---- what the API refuses -----------------------------------------------------------------------------------------

  void access() {
    const int status = seller_ ? 403 : 401;
    absorbed("API: refuses the access token once", json("token_expired", words_.list, R"("count":1)"));
    list_fails("refuses every access token as expired", "token_expired", "", status, "permission",
               words_.cause("token_refused"));
    list_fails("refuses every access token as revoked", "token_revoked", "", status, "permission",
               words_.cause("token_refused"));
    list_fails("the application's secret has run out", "secret_expired", "", status,
               seller_ ? "application_rejected" : "permission",
               words_.cause(seller_ ? "secret_overdue" : "token_refused"));
    list_fails("a role is missing", "role_missing", "", 403, "permission",
               words_.cause(seller_ ? "role_missing" : "no_access"));
    if (seller_) {  // Amazon's own security token has expired: nothing is wrong with the connection
      list_fails("403 of the gateway", "gateway_403", "", 403, "server", amazon_fault());
      list_absorbs("a burst of 403 of the gateway", "gateway_403", R"("count":3)", 403);
    } else {  // it says "Forbidden" and no more: as if the login had lost a right
      list_fails("403 of the gateway", "gateway_403", "", 403, "permission", words_.cause("no_access"));
    }
    list_fails("400", "http_error", R"("status":400)", 400, "request_rejected", "request_rejected");
    list_fails("404", "http_error", R"("status":404)", 404, "request_rejected", "request_rejected");
  }

  // ---- how the API answers ------------------------------------------------------------------------------------------

  void answers() {
    list_absorbs("throttles a few calls", "throttle", R"("count":3)", 429);
    list_absorbs("throttles a few calls and says for how long", "throttle", R"("count":3,"retry_after_s":60)",
                 429);
    list_throttles("throttles for hours", "");
    list_throttles("throttles for hours and says for how long", R"("retry_after_s":300)");
    throttles_too_long();
    list_absorbs("two answers of 500", "http_error", R"("count":2,"status":500)", 500);
    list_fails("500 for hours", "http_error", R"("status":500)", 500, "server", amazon_fault());
    list_fails("503 for hours", "http_error", R"("status":503)", 503, "server", amazon_fault());
    list_fails("503 for hours that says when", "http_error", R"("status":503,"retry_after_s":60)", 503,
               "server", amazon_fault());
    list_fails("504 for hours", "http_error", R"("status":504)", 504, "server", amazon_fault());
    list_fails("a gateway's page with 503", "html", "", 503, "server", amazon_fault());
    absorbed("API: slow", json("slow", words_.list, R"("delay_ms":8000)"));
  }

  void damaged_answers() {
    list_absorbs("cuts three connections", "cut", R"("count":3)", 0);
    list_fails("cuts every connection", "cut", "", 0, "network", "network");
    list_absorbs("two answers that end in the middle", "truncated", R"("count":2)", 0);
    list_fails("answers that end in the middle", "truncated", "", 0, "network", "network");
    list_fails("answers that never end", "drip", "", 0, "network", "network");
    list_fails("answers later than anybody waits", "slow", R"("delay_ms":90000)", 0, "network", "network");
    list_fails("an answer far too large", "oversized", R"("bytes":68000000)", 0, "bad_response",
               "bad_response");
    unreadable("a page with 200", "html_ok");
    unreadable("broken JSON", "malformed_json");
  }
  // It was answered with success, so the call itself did not fail: the run did.
  void unreadable(const std::string& name, const std::string& kind) {
    fails("API: " + name, json(kind, words_.list, ""), "bad_response", "bad_response",
          {"run.failed", 200, words_.list_operation, Severity::error});
  }

  // ---- of one channel only ------------------------------------------------------------------------------------------

  void orders() {
    const auto page = [&](const std::string& name, const std::string& kind, const std::string& more) {
      FaultRow& row = absorbed("orders: " + name, json(kind, words_.list, more));
      row.first_sync = true;
      return &row;
    };
    page("a page token is refused", "bad_page_token", R"("count":1)")->proof = {
        "request.failed", 400, words_.list_operation, Severity::warning};
    page("empty pages with a next one", "empty_page", R"("count":3)");
    page("pages repeat orders", "duplicate_orders", R"("count":5)");
    page("a status that nobody knows", "unknown_status", R"("count":2)");
  }

  // A seller's reports and money; a report that is not built, or cancelled, is asked for again after half an hour or four.
  void seller_reports() {
    const size_t first = rows_.size();
    const std::string reports = "/reports/2021-06-30/reports", one = reports + "/{id}";
    const auto warning = Severity::warning;
    report("one ends as FATAL", R"({"kind":"report_failed","channel":"seller","count":1})");
    report("one ends as CANCELLED", R"({"kind":"report_cancelled","channel":"seller","count":1})");
    report("each takes an hour and a half", R"({"kind":"report_slow","channel":"seller","delay_s":5400})");
    report_fails("each ends as FATAL", R"({"kind":"report_failed","channel":"seller"})", "server",
                 amazon_fault(), {"run.failed", 200, "", warning});
    report_fails("none is ever built", R"({"kind":"report_slow","channel":"seller","delay_s":999999})",
                 "server", amazon_fault(), {"run.failed", 0, "", warning});
    rows_.back().lasts = 22h;  // three times six hours
    report("throttled for hours", json("throttle", "createReport", ""),
           {"request.failed", 429, reports, warning});
    rows_.back().state = "throttled";
    report_fails("400 when asked for", json("http_error", "createReport", R"("status":400)"),
                 "request_rejected", "request_rejected", {"request.failed", 400, reports, warning});
    report("two addresses of documents have expired",
           json("http_error", "downloadReport", R"("count":2,"status":403)"),
           {"request.failed", 403, "", warning});
    report("two documents end in the middle", json("truncated", "downloadReport", R"("count":2)"),
           {"request.failed", 0, "", warning});
    report_fails("the token is refused for money only", json("token_revoked", "listTransactions", ""),
                 "permission", words_.cause("token_refused"),
                 {"request.failed", 403, "/finances/2024-06-19/transactions", warning});
    for (size_t i = first; i < rows_.size(); ++i) {
      rows_[i].part = "reports";
      rows_[i].within = 8h;  // one that is never built is given up after six
    }
  }

  void vendor() {
    fails("vendor: 400", json("http_error", "getPurchaseOrders", R"("status":400)"), "request_rejected",
          "request_rejected", {"request.failed", 400, "/vendor/orders/v1/purchaseOrders", Severity::warning});
    rows_.back().part = "vendor";
  }

  void report(const std::string& name, const std::string& fault, Proof proof = {}) {
    absorbed("reports: " + name, fault, std::move(proof)).lasts = 6h;
  }
  void report_fails(const std::string& name, const std::string& fault, const std::string& kind,
                    const std::string& cause, Proof proof) {
    fails("reports: " + name, fault, kind, cause, std::move(proof));
    rows_.back().lasts = 6h;
  }

  void advertising() {
    absorbed("lists: leave out some entities", json("list_glitch", words_.list, R"("count":4)"));
    absorbed("lists: a status that nobody knows", json("unknown_status", words_.list, R"("count":2)"));
    list_fails("the profile is lost", "scope_lost", "", 401, "permission", words_.cause("profile_gone"));
    fails("profiles: 503 for hours", json("http_error", "listProfiles", ""), "server", amazon_fault(),
          {"request.failed", 503, "/v2/profiles", Severity::warning});
    rows_.back().lasts = 4h;
    const std::string reports = "/reporting/reports", one = "/reporting/reports/{id}";
    const auto warning = Severity::warning;
    report("one ends as FAILED", R"({"kind":"report_failed","channel":"ads","count":1})");
    report("each takes an hour and a half", R"({"kind":"report_slow","channel":"ads","delay_s":5400})");
    report("is there already (425)", R"({"kind":"report_duplicate","channel":"ads","count":3})",
           {"request.failed", 425, reports, warning});
    report("throttled a few times", json("throttle", "createReport", R"("count":3)"),
           {"request.failed", 429, reports, warning});
    report("two downloads end in the middle", json("truncated", "downloadReport", R"("count":2)"),
           {"request.failed", 0, "", warning});
    report("two addresses of downloads are refused",
           json("http_error", "downloadReport", R"("count":2,"status":403)"),
           {"request.failed", 403, "", warning});
    report_fails("500 when asked for", json("http_error", "createReport", R"("status":500)"), "server",
                 amazon_fault(), {"request.failed", 500, reports, warning});
    report_fails("500 when looked at", json("http_error", "getReport", R"("status":500)"), "server",
                 amazon_fault(), {"request.failed", 500, one, warning});
    report_fails("the disk has no room for downloads", "", "internal", "internal",
                 {"request.failed", 0, "", warning});
    rows_.back().counted = false;
  }

  Words words_;
  bool seller_;
  std::vector<FaultRow> rows_;
};

}  // namespace

std::vector<FaultRow> fault_table() {
  auto rows =
      Table({"amazon_seller", "token", "searchOrders", "/auth/o2/token", "/orders", "{holder}", 403}).rows();
  for (FaultRow& row :
       Table({"amazon_ads", "adsToken", "listCampaigns", "/auth/o2/token", "", "{holder}", 401}).rows())
    rows.push_back(std::move(row));
  return rows;
}

}  // namespace mooring::test
