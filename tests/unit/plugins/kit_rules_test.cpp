// The test double of the SDK refuses what the host refuses, in the same words: every rule of the boundary is broken once, and
// both are asked. A rule that only one of them knows is found here.
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>

#include "base/limits.hpp"
#include "base/limits_turns.hpp"
#include "runner_bench.hpp"

using namespace mooring::host;
using namespace mooring::test;
namespace kit = mooring::testing;

namespace {

const std::string kLong(70'000, 'x');
const std::string kDigits(65, '1');
constexpr int64_t kNow = 1'700'000'000'000'000;

// One good action of each kind. A case of the table makes one thing of it bad.
struct Draft {
  mooring_pair header{str("Accept"), str("text/plain")};
  mooring_http_request request{};
  // item_id, made_on, note, price, sold, changed_at, extra
  mooring_cell cells[7] = {
      {MOORING_CELL_TEXT, 0, 0, str("A-1")}, {MOORING_CELL_DATE, 0, 0, str("2026-01-31")},
      {MOORING_CELL_TEXT, 0, 0, str("n")},   {MOORING_CELL_DECIMAL, 0, 0, str("-12.50")},
      {MOORING_CELL_BOOLEAN, 0, 1, {}},      {MOORING_CELL_TIMESTAMP, 0, kNow, {}},
      {MOORING_CELL_JSON, 0, 0, str("{}")}};
  mooring_str raw = str("{}"), marketplace = str("M-DE");
  mooring_batch batch{sizeof(mooring_batch), 0, str("items"), 1, cells, &raw, &marketplace, 7};
  mooring_range range{str("items"), str("M-DE"), 1, 2};
  mooring_coverage part{str("lines"), str("M-DE"), str("books"), 1, 2, MOORING_COVERAGE_LOST, 0};
  mooring_listing listing{str("items"),      str("M-DE"),       str("note"), str("x"),
                          str("2026-01-01"), str("2026-01-31"), 1,           0};
  mooring_checkpoint checkpoint{sizeof(mooring_checkpoint), 0, str("c"), &range, 1, &part, 1, &listing, 1};
  mooring_progress progress{sizeof(mooring_progress), 0, 1, 2, str("n")};
  mooring_notice notice{sizeof(mooring_notice), 403, str("not_permitted"), str("No"), {}, {}};
  mooring_marketplace shop{str("M-DE"), str("Germany"), str("DE"), str("EUR"), str("Europe/Berlin"), 1, 0,
                           {}};
  mooring_permission permission{str("items"), 1, 0, {}};
  mooring_identity identity{sizeof(mooring_identity), 0, str("A1"), str("Shop"), &shop, 1, &permission, 1};
  mooring_failure failure{sizeof(mooring_failure), MOORING_FAIL_SERVER, 503, 0, {}, {}, str("Down")};
  mooring_action action{};

  explicit Draft(int32_t kind) {
    request.struct_size = sizeof request;
    request.method = str("GET");
    request.url = str("https://api.example.com/items");
    request.headers = &header;
    request.header_count = 1;
    request.budget = str("items.list");
    request.credential = str("account");
    action.struct_size = sizeof action;
    action.kind = kind;
    action.http = kind == MOORING_ACTION_HTTP ? &request : nullptr;
    action.emit = kind == MOORING_ACTION_EMIT ? &batch : nullptr;
    action.checkpoint = kind == MOORING_ACTION_CHECKPOINT ? &checkpoint : nullptr;
    action.progress = kind == MOORING_ACTION_PROGRESS ? &progress : nullptr;
    action.identity = kind == MOORING_ACTION_IDENTITY ? &identity : nullptr;
    action.fail = kind == MOORING_ACTION_FAIL ? &failure : nullptr;
    action.notice = kind == MOORING_ACTION_NOTICE ? &notice : nullptr;
    action.sleep_until_us = kNow + 1;
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
};

struct Case {
  std::string rule;  // stands in what both say
  int32_t kind;
  std::function<void(Draft&)> spoil;
};

std::string operation_for(int32_t kind) {
  return kind == MOORING_ACTION_IDENTITY ? "identify/1" : "sync/1";
}

// The rule that the host says was broken; empty when it takes the action.
std::string host_says(const Draft& draft, const std::string& operation) {
  RunnerBench bench;
  TaskCall call = RunnerBench::sync_call();
  call.operation = operation;
  call.marketplaces = {{"M-DE", "Germany", "DE", "EUR", "Europe/Berlin", "", true}};
  const TaskAction action = bench.answer([&](mooring_action& answer) { answer = draft.action; }, call);
  const auto* failed = std::get_if<FailAction>(&action);
  if (!failed || failed->failure.kind != FailureKind::internal) return {};
  const std::string before = "plugin 'sample' broke a rule: ";
  REQUIRE(failed->failure.message.starts_with(before));
  return failed->failure.message.substr(before.size());
}

// The same of the double.
std::string kit_says(const Draft& draft, const std::string& operation) {
  ScriptedPlugin plugin;
  bool is_emitted = false;  // and not committed
  plugin.on_resume = [&](const mooring_event& event, mooring_action& answer) {
    const bool emitted = std::exchange(is_emitted, false);
    answer.kind = emitted ? MOORING_ACTION_CHECKPOINT : MOORING_ACTION_DONE;
    answer.checkpoint = emitted ? &draft.checkpoint : nullptr;
    if (event.kind != MOORING_EVENT_START) return;
    answer = draft.action;
    is_emitted = answer.kind == MOORING_ACTION_EMIT;
  };
  kit::ScriptedHttp http;
  http.otherwise([](const kit::SeenRequest&) { return kit::CannedResponse{}; });
  kit::TaskDriver driver(plugin.entry, http);
  driver.clock = kit::VirtualClock(mooring::time_from_us(kNow));
  driver.call.marketplaces = {"M-DE"};
  try {
    driver.run(operation, operation == "sync/1" ? "items" : "");
  } catch (const kit::HostRefusal& refusal) {
    const std::string before = "the host refuses this: ", said = refusal.what();
    REQUIRE(said.starts_with(before));
    return said.substr(before.size());
  }
  return {};
}

const std::vector<Case>& cases() {
  constexpr int32_t kHttp = MOORING_ACTION_HTTP, kEmit = MOORING_ACTION_EMIT, kSleep = MOORING_ACTION_SLEEP,
                    kPoint = MOORING_ACTION_CHECKPOINT, kProgress = MOORING_ACTION_PROGRESS,
                    kNotice = MOORING_ACTION_NOTICE, kIdentity = MOORING_ACTION_IDENTITY,
                    kFail = MOORING_ACTION_FAIL;
  static const std::string surrogate = "\xED\xA0\x80", overlong = "\xC0\x80", nul("a\0b", 3);
  static const std::vector<Case> all = {
      {"unknown action 77", kHttp, [](Draft& d) { d.action.kind = 77; }},
      {"left its pointer empty", kHttp, [](Draft& d) { d.action.http = nullptr; }},
      {"left its pointer empty", kEmit, [](Draft& d) { d.action.emit = nullptr; }},
      {"left its pointer empty", kPoint, [](Draft& d) { d.action.checkpoint = nullptr; }},
      {"left its pointer empty", kProgress, [](Draft& d) { d.action.progress = nullptr; }},
      {"left its pointer empty", kNotice, [](Draft& d) { d.action.notice = nullptr; }},
      {"left its pointer empty", kIdentity, [](Draft& d) { d.action.identity = nullptr; }},
      {"left its pointer empty", kFail, [](Draft& d) { d.action.fail = nullptr; }},

      {"http: struct_size", kHttp, [](Draft& d) { d.request.struct_size = 8; }},
      {"too many headers", kHttp, [](Draft& d) { d.request.header_count = 65; }},
      {"has a header count but no headers", kHttp, [](Draft& d) { d.request.headers = nullptr; }},
      {"the method is not valid", kHttp, [](Draft& d) { d.request.method = str("GET /"); }},
      {"the URL is empty", kHttp, [](Draft& d) { d.request.url = {}; }},
      {"the URL is empty", kHttp, [](Draft& d) { d.request.url = str("https://a b"); }},
      {"http.url has", kHttp, [](Draft& d) { d.request.url = str(kLong); }},
      {"http.url has a size but no data", kHttp,
       [](Draft& d) {
         d.request.url = {nullptr, 4};
       }},
      {"http.url is not valid UTF-8", kHttp, [](Draft& d) { d.request.url = str("https://\xff"); }},
      {"a header's name", kHttp, [](Draft& d) { d.header.name = str("a b"); }},
      {"a header's value", kHttp, [](Draft& d) { d.header.value = str("x\r\ny: 1"); }},
      {"http.body has", kHttp,
       [](Draft& d) {
         d.request.body = {"x", (8 << 20) + 1};
       }},
      {"the budget 'other' is not declared in plugin.toml", kHttp,
       [](Draft& d) { d.request.budget = str("other"); }},
      {"the credential 'other' is not declared in plugin.toml", kHttp,
       [](Draft& d) { d.request.credential = str("other"); }},
      {"a flag that this host does not know", kHttp, [](Draft& d) { d.request.flags = 6; }},

      {"emit: struct_size", kEmit, [](Draft& d) { d.batch.struct_size = 8; }},
      {"emits rows of 'other'", kEmit, [](Draft& d) { d.batch.stream = str("other"); }},
      {"emits rows of 'sales'", kEmit, [](Draft& d) { d.batch.stream = str("sales"); }},
      {"emit.stream has", kEmit, [](Draft& d) { d.batch.stream = str(kLong); }},
      {"emit has 10001 rows", kEmit, [](Draft& d) { d.batch.row_count = 10'001; }},
      {"rows but no cells", kEmit, [](Draft& d) { d.batch.cells = nullptr; }},
      {"bytes of text", kEmit,
       [](Draft& d) {
         d.cells[2].text = {"x", (64 << 20) + 1};
       }},
      {"a size but no data", kEmit,
       [](Draft& d) {
         d.cells[2].text = {nullptr, 1};
       }},
      {"a size but no data", kEmit,
       [](Draft& d) {
         d.raw = {nullptr, 1};
       }},
      {"a size but no data", kEmit,
       [](Draft& d) {
         d.marketplace = {nullptr, 1};
       }},
      {"emit of 'items': its rows have 3 cells, plugin.toml declares 7 fields", kEmit,
       [](Draft& d) { d.batch.cells_per_row = 3; }},
      {"emit of 'items': its rows have 1 cell, plugin.toml declares 7 fields", kEmit,
       [](Draft& d) { d.batch.cells_per_row = 1; }},
      {"emit of 'items': its rows have 8 cells, plugin.toml declares 7 fields", kEmit,
       [](Draft& d) { d.batch.cells_per_row = 8; }},
      {"emit of 'items': its rows have 0 cells, plugin.toml declares 7 fields", kEmit,
       [](Draft& d) { d.batch.cells_per_row = 0; }},
      {"field 'price': is of the unknown type 9, plugin.toml declares decimal", kEmit,
       [](Draft& d) { d.cells[3].type = 9; }},
      {"field 'item_id': is null, but part of the primary key", kEmit, [](Draft& d) { d.cells[0] = {}; }},
      {"field 'price': is text, plugin.toml declares decimal", kEmit,
       [](Draft& d) { d.cells[3].type = MOORING_CELL_TEXT; }},
      {"field 'sold': is neither 0 nor 1", kEmit, [](Draft& d) { d.cells[4].integer = 2; }},
      {"field 'changed_at': lies outside", kEmit, [](Draft& d) { d.cells[5].integer = INT64_MAX; }},
      {"field 'changed_at': lies outside", kEmit, [](Draft& d) { d.cells[5].integer = INT64_MIN; }},
      {"is not a decimal", kEmit, [](Draft& d) { d.cells[3].text = str("1e3"); }},
      {"is not a decimal", kEmit, [](Draft& d) { d.cells[3].text = str("1."); }},
      {"is not a decimal", kEmit, [](Draft& d) { d.cells[3].text = str(""); }},
      {"is not a decimal", kEmit, [](Draft& d) { d.cells[3].text = str(kDigits); }},
      {"is not a date", kEmit, [](Draft& d) { d.cells[1].text = str("2026-02-30"); }},
      {"is not a date", kEmit, [](Draft& d) { d.cells[1].text = str("2026-1-031"); }},
      {"is not a date", kEmit, [](Draft& d) { d.cells[1].text = str("2026-01-3-"); }},
      {"is not a date", kEmit, [](Draft& d) { d.cells[1].text = str("0000-01-01"); }},
      {"is not a JSON value", kEmit, [](Draft& d) { d.cells[6].text = str("<a>"); }},
      {"is not a JSON value", kEmit, [](Draft& d) { d.cells[6].text = {}; }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[6].text = str("\"\xff\""); }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[2].text = str(surrogate); }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[2].text = str(overlong); }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[2].text = str(nul); }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[2].text = str("\xF4\x90\x80\x80"); }},
      {"is not valid UTF-8", kEmit, [](Draft& d) { d.cells[2].text = str("\xE2\x82"); }},
      {"raw is not JSON", kEmit, [](Draft& d) { d.raw = str("item"); }},
      {"raw is not JSON", kEmit, [](Draft& d) { d.raw = str("\"\xff\""); }},
      {"marketplace is not a valid id", kEmit, [](Draft& d) { d.marketplace = str("\xff"); }},
      {"marketplace is not a valid id", kEmit, [](Draft& d) { d.marketplace = str(kLong); }},

      {"checkpoint: struct_size", kPoint, [](Draft& d) { d.checkpoint.struct_size = 8; }},
      {"checkpoint.cursor has", kPoint, [](Draft& d) { d.checkpoint.cursor = str(kLong); }},
      {"checkpoint.cursor is not valid UTF-8", kPoint, [](Draft& d) { d.checkpoint.cursor = str("\xff"); }},
      {"too many covered ranges", kPoint, [](Draft& d) { d.checkpoint.covered_count = 10'001; }},
      {"no covered ranges", kPoint, [](Draft& d) { d.checkpoint.covered = nullptr; }},
      {"too much coverage", kPoint, [](Draft& d) { d.checkpoint.coverage_count = 10'001; }},
      {"no coverage", kPoint, [](Draft& d) { d.checkpoint.coverage = nullptr; }},
      {"too many listings", kPoint, [](Draft& d) { d.checkpoint.listing_count = 10'001; }},
      {"no listings", kPoint, [](Draft& d) { d.checkpoint.listings = nullptr; }},
      {"covers a stream that this run does not fill", kPoint,
       [](Draft& d) { d.range.stream = str("sales"); }},
      {"covers a stream that this run does not fill", kPoint, [](Draft& d) { d.part.stream = str("x"); }},
      {"checkpoint.covered.marketplace has", kPoint, [](Draft& d) { d.range.marketplace = str(kLong); }},
      {"checkpoint.coverage.part has", kPoint, [](Draft& d) { d.part.part = str(kLong); }},
      {"lies outside the years", kPoint, [](Draft& d) { d.range.to_us = kNow * 1000; }},
      {"lies outside the years", kPoint, [](Draft& d) { d.part.from_us = INT64_MIN; }},
      {"a covered range ends before it begins", kPoint, [](Draft& d) { d.range.to_us = 1; }},
      {"neither held nor lost", kPoint, [](Draft& d) { d.part.state = 7; }},
      {"lists a stream that this run does not fill", kPoint, [](Draft& d) { d.listing.stream = str("x"); }},
      {"a marketplace that this run does not read", kPoint,
       [](Draft& d) { d.listing.marketplace = str("M-US"); }},
      {"a marketplace that this run does not read", kPoint, [](Draft& d) { d.listing.marketplace = {}; }},
      {"not a text field of the stream", kPoint, [](Draft& d) { d.listing.field = str("price"); }},
      {"not a text field of the stream", kPoint, [](Draft& d) { d.listing.field = str("nothing"); }},
      {"not a text field of the stream", kPoint, [](Draft& d) { d.listing.field = {}; }},
      {"checkpoint.listings.value has", kPoint, [](Draft& d) { d.listing.value = str(kLong); }},
      {"time_field is not a date", kPoint,
       [](Draft& d) { d.listing.stream = str("lines"), d.listing.field = str("item_id"); }},
      {"a listing's date is not like", kPoint, [](Draft& d) { d.listing.to_date = str("2026-02-30"); }},
      {"a listing ends before it begins", kPoint, [](Draft& d) { d.listing.to_date = str("2025-01-01"); }},

      {"until more than", kSleep, [](Draft& d) { d.action.sleep_until_us = INT64_MAX; }},
      {"sleep_for is not a word", kSleep, [](Draft& d) { d.action.sleep_for = str("a report"); }},
      {"sleep.sleep_for has", kSleep, [](Draft& d) { d.action.sleep_for = str(kDigits); }},
      {"progress: struct_size", kProgress, [](Draft& d) { d.progress.struct_size = 8; }},
      {"progress: is negative", kProgress, [](Draft& d) { d.progress.done = -1; }},
      {"notice: struct_size", kNotice, [](Draft& d) { d.notice.struct_size = 8; }},
      {"notice: the code is not a word", kNotice, [](Draft& d) { d.notice.code = str("Not permitted!"); }},
      {"notice: has no message", kNotice, [](Draft& d) { d.notice.message = {}; }},
      {"notice: the status is no HTTP status", kNotice, [](Draft& d) { d.notice.status = 1000; }},
      {"identity: struct_size", kIdentity, [](Draft& d) { d.identity.struct_size = 8; }},
      {"too many marketplaces", kIdentity, [](Draft& d) { d.identity.permission_count = 10'001; }},
      {"has a count but no list", kIdentity, [](Draft& d) { d.identity.marketplaces = nullptr; }},
      {"identity.account_id has", kIdentity, [](Draft& d) { d.identity.account_id = str(kLong); }},
      {"identity.marketplaces.name is not valid", kIdentity, [](Draft& d) { d.shop.name = str("\xff"); }},
      {"a marketplace's id is empty", kIdentity, [](Draft& d) { d.shop.id = {}; }},
      {"a marketplace's id is empty", kIdentity, [](Draft& d) { d.shop.id = str("M DE"); }},
      {"identity.permissions.id has", kIdentity, [](Draft& d) { d.permission.id = str(kLong); }},
      {"fail: struct_size", kFail, [](Draft& d) { d.failure.struct_size = 8; }},
  };
  return all;
}

}  // namespace

TEST_CASE("what is good is taken by host and double") {
  for (int32_t kind : {MOORING_ACTION_HTTP, MOORING_ACTION_EMIT, MOORING_ACTION_CHECKPOINT,
                       MOORING_ACTION_SLEEP, MOORING_ACTION_PROGRESS, MOORING_ACTION_IDENTITY,
                       MOORING_ACTION_NOTICE, MOORING_ACTION_FAIL, MOORING_ACTION_DONE}) {
    INFO("the action " << kind);
    const Draft draft(kind);
    CHECK(host_says(draft, operation_for(kind)).empty());
    CHECK(kit_says(draft, operation_for(kind)).empty());
  }
}

TEST_CASE("what breaks a rule is refused by host and double, in the same words") {
  for (const Case& bad : cases()) {
    Draft draft(bad.kind);
    bad.spoil(draft);
    const std::string by_host = host_says(draft, operation_for(bad.kind));
    INFO(bad.rule);
    CHECK(by_host.find(bad.rule) != std::string::npos);
    CHECK(kit_says(draft, operation_for(bad.kind)) == by_host);
  }
}

TEST_CASE("host and double agree on what belongs to which operation") {
  for (int32_t kind :
       {MOORING_ACTION_EMIT, MOORING_ACTION_CHECKPOINT, MOORING_ACTION_NOTICE, MOORING_ACTION_IDENTITY}) {
    const Draft draft(kind);
    const std::string other = kind == MOORING_ACTION_IDENTITY ? "sync/1" : "identify/1";
    const std::string by_host = host_says(draft, other);
    CHECK(by_host.find("only ") != std::string::npos);
    CHECK(kit_says(draft, other) == by_host);
  }
}

TEST_CASE("the double has the host's limits") {
  namespace ours = mooring::host::limits;
  namespace theirs = mooring::testing::host_limits;
  STATIC_REQUIRE(theirs::kBatchRowsMax == ours::kBatchRowsMax);
  STATIC_REQUIRE(theirs::kBatchBytesMax == ours::kBatchBytesMax);
  STATIC_REQUIRE(theirs::kUncommittedRowsMax == ours::kUncommittedRowsMax);
  STATIC_REQUIRE(theirs::kCursorBytesMax == ours::kCursorBytesMax);
  STATIC_REQUIRE(theirs::kDecimalBytesMax == ours::kDecimalBytesMax);
  STATIC_REQUIRE(theirs::kTaskListMax == ours::kTaskListMax);
  STATIC_REQUIRE(theirs::kTaskTextBytesMax == ours::kTaskTextBytesMax);
  STATIC_REQUIRE(theirs::kNameBytesMax == ours::kNameBytesMax);
  STATIC_REQUIRE(theirs::kUrlBytesMax == ours::kUrlBytesMax);
  STATIC_REQUIRE(theirs::kRequestHeadersMax == ours::kRequestHeadersMax);
  STATIC_REQUIRE(theirs::kRequestBodyBytesMax == ours::kRequestBodyBytesMax);
  STATIC_REQUIRE(theirs::kSleepMax == ours::kSleepMax);
  STATIC_REQUIRE(theirs::kEmptyTurnsMax == ours::kEmptyTurnsMax);
  STATIC_REQUIRE(theirs::kPauseMin == ours::kPauseMin);
}
