// TaskDriver: runs a task of a plugin to its end through the C ABI, without a host, and keeps what it did as
// plain values. Like the host it commits only at a checkpoint. Memory handed to the plugin is poisoned
// afterwards, so that a plugin that keeps a view too long is found. Rows are checked against the fields that
// the manifest declares. Not thread-safe.
//   TaskDriver driver(mooring_plugin_v1, http);
//   driver.call.marketplaces = {"SHOP-1"};
//   TaskResult result = driver.sync("orders");
//   CHECK(result.done());
#pragma once
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/call.hpp"
#include "mooring/failure.hpp"
#include "mooring/testing/declared_streams.hpp"
#include "mooring/testing/scripted_http.hpp"
#include "mooring/testing/virtual_clock.hpp"

namespace mooring::testing {

// A cell by value. `text` holds text, decimal, date and json; `integer` boolean, integer and timestamp.
struct CellValue {
  int32_t type = MOORING_CELL_NULL;
  int64_t integer = 0;
  std::string text;

  bool is_null() const { return type == MOORING_CELL_NULL; }
  // As people write it: "2026-01-31T08:30:00Z", "12.50", "true"; "null" for null.
  std::string shown() const {
    if (is_null()) return "null";
    if (type == MOORING_CELL_BOOLEAN) return integer != 0 ? "true" : "false";
    if (type == MOORING_CELL_INT64) return std::to_string(integer);
    if (type == MOORING_CELL_TIMESTAMP) return format_time(time_from_us(integer));
    return text;
  }
};

struct RowValue {
  std::string stream, marketplace, raw;
  std::map<std::string, CellValue> cells;  // by the field's name

  const CellValue& operator[](const std::string& field) const { return cells.at(field); }
};

struct CheckpointValue {
  std::string cursor;
  std::vector<Range> covered;
  size_t committed_rows = 0;  // of all streams, since the checkpoint before
};

struct ProgressValue {
  int64_t done, total;
  std::string note;
};

struct TaskResult {
  std::vector<RowValue> rows;   // emitted, in order
  size_t uncommitted_rows = 0;  // emitted after the last checkpoint: a host would have dropped them
  std::vector<CheckpointValue> checkpoints;
  std::vector<ProgressValue> progress;
  std::vector<Time> sleeps;
  std::optional<Identity> identity;
  std::optional<Failure> failure;
  std::optional<std::string> refused;  // start() refused: why
  size_t steps = 0;

  bool done() const { return !failure && !refused; }
  std::vector<RowValue> rows_of(std::string_view stream) const {
    std::vector<RowValue> result;
    for (const RowValue& row : rows) {
      if (row.stream == stream) result.push_back(row);
    }
    return result;
  }
  std::string cursor() const { return checkpoints.empty() ? std::string() : checkpoints.back().cursor; }
};

// What a task is started with; filled by the test.
struct CallValues {
  std::string connection_id = "conn-1", region = "NA", api_base = "https://api.example.com", account_id,
              cursor;
  Time history_from = std::chrono::sys_days(std::chrono::year(2025) / 12 / 1);
  std::vector<std::string> marketplaces;
  std::vector<std::pair<std::string, std::string>> settings;
};

class TaskDriver {
 public:
  explicit TaskDriver(const mooring_plugin& plugin, ScriptedHttp& http)
      : plugin_(plugin), http_(http), streams_(declared_streams(detail::view(plugin.manifest))) {}

  CallValues call;
  VirtualClock clock;
  // Each request takes this long on the virtual clock.
  Duration http_takes = std::chrono::milliseconds(100);
  // Before each resume: return false to abandon the task there, as a cancelled run does.
  std::function<bool(size_t step)> go_on;
  // More steps than this end the test: the plugin loops.
  size_t max_steps = 100'000;

  TaskResult sync(const std::string& stream) { return run("sync/1", stream); }
  TaskResult identify() { return run("identify/1", {}); }

  TaskResult run(const std::string& operation, const std::string& stream) {
    TaskResult result;
    mooring_task* task = start(operation, stream, result);
    if (task == nullptr) return result;
    const std::unique_ptr<mooring_task, void (*)(mooring_task*)> guard(task, plugin_.destroy);
    Event event = {MOORING_EVENT_START, {}, {}};
    while (result.steps < max_steps) {
      if (go_on && !go_on(result.steps)) return result;
      ++result.steps;
      mooring_action action{};
      action.struct_size = sizeof action;
      resume(task, event, action);
      if (!carry_out(action, event, result)) return result;
    }
    throw std::runtime_error("the task did not end after " + std::to_string(max_steps) + " steps");
  }

 private:
  struct Event {
    int32_t kind;
    CannedResponse response;
    std::optional<Failure> failure;
  };

  mooring_task* start(const std::string& operation, const std::string& stream, TaskResult& result) {
    std::vector<mooring_str> marketplaces;
    for (const std::string& id : call.marketplaces)
      marketplaces.push_back(detail::to_abi(id));
    std::vector<mooring_pair> settings;
    for (const auto& [key, value] : call.settings)
      settings.push_back({detail::to_abi(key), detail::to_abi(value)});
    const mooring_call abi{sizeof(mooring_call),
                           0,
                           detail::to_abi(operation),
                           detail::to_abi(stream),
                           detail::to_abi(call.connection_id),
                           detail::to_abi(call.region),
                           detail::to_abi(call.api_base),
                           detail::to_abi(call.account_id),
                           detail::to_abi(call.cursor),
                           to_us(clock.now()),
                           to_us(call.history_from),
                           marketplaces.data(),
                           marketplaces.size(),
                           settings.data(),
                           settings.size()};
    mooring_task* task = nullptr;
    mooring_error error{sizeof error, 0, {}};
    if (plugin_.start(&abi, &task, &error) != 0) result.refused = error.message;
    return task;
  }

  // Hands the event over in memory that does not outlive the call, as the ABI says.
  void resume(mooring_task* task, const Event& event, mooring_action& action) const {
    constexpr size_t kPadding = HttpResponse::kBodyPadding;
    const size_t size = event.response.body.size();
    const auto body = std::make_unique<char[]>(size + kPadding);
    std::memcpy(body.get(), event.response.body.data(), size);
    std::vector<mooring_pair> headers;
    for (const auto& [name, value] : event.response.headers)
      headers.push_back({detail::to_abi(name), detail::to_abi(value)});
    const mooring_http_response response{sizeof(mooring_http_response), event.response.status, headers.data(),
                                         headers.size(), mooring_str{body.get(), size}};
    mooring_failure failure{};
    if (event.failure) {
      failure = {sizeof failure,
                 static_cast<int32_t>(event.failure->kind()),
                 event.failure->status(),
                 0,
                 detail::to_abi(event.failure->endpoint()),
                 detail::to_abi(event.failure->request_id()),
                 detail::to_abi(event.failure->message())};
    }
    const mooring_event abi{sizeof(mooring_event), event.kind, to_us(clock.now()),
                            event.kind == MOORING_EVENT_HTTP_RESPONSE ? &response : nullptr,
                            event.failure ? &failure : nullptr};
    plugin_.resume(task, &abi, &action);
    std::memset(body.get(), '?', size + kPadding);
  }

  // False when the task has ended.
  bool carry_out(const mooring_action& action, Event& event, TaskResult& result) {
    event = {MOORING_EVENT_ACCEPTED, {}, {}};
    switch (action.kind) {
      case MOORING_ACTION_HTTP:
        answer(*action.http, event);
        return true;
      case MOORING_ACTION_EMIT:
        take_rows(*action.emit, result);
        return true;
      case MOORING_ACTION_CHECKPOINT:
        take_checkpoint(*action.checkpoint, result);
        return true;
      case MOORING_ACTION_SLEEP:
        result.sleeps.push_back(time_from_us(action.sleep_until_us));
        clock.advance_to(result.sleeps.back());
        event.kind = MOORING_EVENT_WOKE;
        return true;
      case MOORING_ACTION_PROGRESS:
        result.progress.push_back(
            {action.progress->done, action.progress->total, detail::owned(action.progress->note)});
        return true;
      case MOORING_ACTION_IDENTITY:
        take_identity(*action.identity, result);
        return true;
      case MOORING_ACTION_DONE:
        return false;
      case MOORING_ACTION_FAIL: {
        const mooring_failure& why = *action.fail;
        result.failure.emplace(static_cast<FailureKind>(why.kind), detail::owned(why.message))
            .at(detail::owned(why.endpoint), why.status, detail::owned(why.request_id));
        return false;
      }
      default:
        throw std::runtime_error("the task asks for the unknown action " + std::to_string(action.kind));
    }
  }

  void answer(const mooring_http_request& request, Event& event) {
    Outcome outcome = http_.answer(parse_request(request));
    clock.advance(http_takes);
    if (const auto* failure = std::get_if<Failure>(&outcome)) {
      event.kind = MOORING_EVENT_FAILED;
      event.failure = *failure;
    } else {
      event.kind = MOORING_EVENT_HTTP_RESPONSE;
      event.response = std::move(std::get<CannedResponse>(outcome));
    }
  }

  void take_rows(const mooring_batch& batch, TaskResult& result) const {
    const std::string stream = detail::owned(batch.stream);
    const auto declared = streams_.find(stream);
    if (declared == streams_.end())
      throw std::runtime_error("rows of '" + stream + "', which the manifest does not declare");
    const std::vector<DeclaredField>& fields = declared->second;
    const mooring_cell* cell = batch.cells;
    for (uint64_t i = 0; i < batch.row_count; ++i) {
      RowValue row;
      row.stream = stream;
      if (batch.marketplaces != nullptr) row.marketplace = detail::owned(batch.marketplaces[i]);
      if (batch.raw != nullptr) row.raw = detail::owned(batch.raw[i]);
      for (const DeclaredField& field : fields) {
        if (cell->type != MOORING_CELL_NULL && cell->type != field.cell_type) {
          throw std::runtime_error("the manifest declares " + stream + "." + field.name +
                                   " as another type than the cell's");
        }
        row.cells[field.name] = {cell->type, cell->integer, detail::owned(cell->text)};
        ++cell;
      }
      result.rows.push_back(std::move(row));
      ++result.uncommitted_rows;
    }
  }

  static void take_checkpoint(const mooring_checkpoint& checkpoint, TaskResult& result) {
    CheckpointValue value{detail::owned(checkpoint.cursor), {}, result.uncommitted_rows};
    for (uint64_t i = 0; i < checkpoint.covered_count; ++i) {
      const mooring_range& range = checkpoint.covered[i];
      value.covered.emplace_back(detail::owned(range.stream), detail::owned(range.marketplace),
                                 time_from_us(range.from_us), time_from_us(range.to_us));
    }
    result.checkpoints.push_back(std::move(value));
    result.uncommitted_rows = 0;
  }

  static void take_identity(const mooring_identity& identity, TaskResult& result) {
    Identity value;
    value.account_id = detail::owned(identity.account_id);
    value.account_name = detail::owned(identity.account_name);
    for (uint64_t i = 0; i < identity.marketplace_count; ++i) {
      const mooring_marketplace& from = identity.marketplaces[i];
      Marketplace to(detail::owned(from.id), detail::owned(from.name));
      to.country_code = detail::owned(from.country_code);
      to.currency = detail::owned(from.currency);
      to.time_zone = detail::owned(from.time_zone);
      to.available = from.available != 0;
      to.note = detail::owned(from.note);
      value.marketplaces.push_back(std::move(to));
    }
    for (uint64_t i = 0; i < identity.permission_count; ++i) {
      const mooring_permission& from = identity.permissions[i];
      const auto granted = from.granted < 0 ? std::nullopt : std::optional<bool>(from.granted != 0);
      value.permissions.emplace_back(detail::owned(from.id), granted, detail::owned(from.note));
    }
    result.identity = std::move(value);
  }

  const mooring_plugin& plugin_;
  ScriptedHttp& http_;
  std::map<std::string, std::vector<DeclaredField>> streams_;
};

}  // namespace mooring::testing
