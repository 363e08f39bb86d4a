// TaskDriver: runs a task of a plugin to its end through the C ABI, without a host, and keeps what it did as
// plain values. Like the host it commits only at a checkpoint. Memory handed to the plugin is poisoned
// afterwards, so that a plugin that keeps a view too long is found. What the host refuses, it refuses in the host's words
// (mooring/testing/host_rules.hpp): HostRefusal is thrown. Not thread-safe.
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
#include "mooring/testing/handler_rules.hpp"
#include "mooring/testing/host_rules.hpp"
#include "mooring/testing/scripted_http.hpp"
#include "mooring/testing/task_result.hpp"
#include "mooring/testing/virtual_clock.hpp"

namespace mooring::testing {

// What a task is started with; filled by the test.
struct CallValues {
  std::string connection_id = "conn-1", region = "NA", api_base = "https://api.example.com", account_id,
              cursor;
  Time history_from = std::chrono::sys_days(std::chrono::year(2025) / 12 / 1);
  std::vector<std::string> marketplaces;  // ids, when nothing else matters
  std::vector<Marketplace> selected;      // or with what is known of them
  std::vector<std::pair<std::string, std::string>> settings;
  std::optional<TimeRange> range;  // of a backfill
  std::string account_kind;        // of the connection's consent

  std::vector<Marketplace> selected_marketplaces() const {
    std::vector<Marketplace> all = selected;
    for (const std::string& id : marketplaces)
      all.emplace_back(id, std::string());
    return all;
  }
  std::vector<std::string> marketplace_ids() const {
    std::vector<std::string> ids;
    for (const Marketplace& marketplace : selected_marketplaces())
      ids.push_back(marketplace.id);
    return ids;
  }
};

class TaskDriver {
 public:
  explicit TaskDriver(const mooring_plugin& plugin, ScriptedHttp& http)
      : plugin_(plugin), http_(http), declared_(declared_plugin(detail::view(plugin.manifest))) {}

  CallValues call;
  VirtualClock clock;
  // Each request takes this long on the virtual clock.
  Duration http_takes = std::chrono::milliseconds(100);
  // A streamed body arrives in parts of this size. 1 finds what a plugin forgets at their borders.
  size_t body_part_bytes = 64 * 1024;
  // Before each resume: return false to abandon the task there, as a cancelled run does.
  std::function<bool(size_t step)> go_on;
  // More steps than this end the test: the plugin loops.
  size_t max_steps = 100'000;

  TaskResult sync(const std::string& stream) { return run("sync/1", stream); }
  TaskResult identify() { return run("identify/1", {}); }

  TaskResult run(const std::string& operation, const std::string& stream) {
    TaskResult result;
    body_ = {};
    rules::check_handlers(plugin_, declared_);
    mooring_task* task = start(operation, stream, result);
    if (task == nullptr) return result;
    const std::unique_ptr<mooring_task, void (*)(mooring_task*)> guard(task, plugin_.destroy);
    rules_.emplace(declared_, operation, stream, call.marketplace_ids(), call.api_base);
    Event event = {MOORING_EVENT_START, {}, {}, {}};
    while (result.steps < max_steps) {
      if (go_on && !go_on(result.steps)) return result;
      ++result.steps;
      mooring_action action{};
      action.struct_size = sizeof action;
      resume(task, event, action);
      rules_->check(action, clock.now());
      if (!carry_out(action, event, result)) return result;
    }
    throw std::runtime_error("the task did not end after " + std::to_string(max_steps) + " steps");
  }

 private:
  struct Event {
    int32_t kind;
    CannedResponse response;
    std::optional<Failure> failure;
    std::string body_part{};
  };

  mooring_task* start(const std::string& operation, const std::string& stream, TaskResult& result) {
    const std::vector<Marketplace> selected = call.selected_marketplaces();
    std::vector<mooring_str> marketplaces;
    std::vector<mooring_marketplace> details;
    for (const Marketplace& m : selected) {
      marketplaces.push_back(detail::to_abi(m.id));
      details.push_back({detail::to_abi(m.id), detail::to_abi(m.name), detail::to_abi(m.country_code),
                         detail::to_abi(m.currency), detail::to_abi(m.time_zone), m.available ? 1 : 0, 0,
                         detail::to_abi(m.note)});
    }
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
                           settings.size(),
                           details.data(),
                           details.size(),
                           call.range ? to_us(call.range->from) : 0,
                           call.range ? to_us(call.range->to) : 0,
                           detail::to_abi(call.account_kind)};
    mooring_task* task = nullptr;
    mooring_error error{sizeof error, 0, {}};
    if (plugin_.start(&abi, &task, &error) != 0)
      result.refused = error.message[0] != '\0' ? error.message : "start() gave no reason";
    return task;
  }

  // Hands the event over in memory that does not outlive the call, as the ABI says.
  void resume(mooring_task* task, const Event& event, mooring_action& action) const {
    constexpr size_t kPadding = HttpResponse::kBodyPadding;
    const bool is_part = event.kind == MOORING_EVENT_BODY;
    const std::string& bytes = is_part ? event.body_part : event.response.body;
    const size_t size = bytes.size();
    const auto body = std::make_unique<char[]>(size + kPadding);
    std::memcpy(body.get(), bytes.data(), size);
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
    const mooring_event abi{sizeof(mooring_event),
                            event.kind,
                            to_us(clock.now()),
                            event.kind == MOORING_EVENT_HTTP_RESPONSE ? &response : nullptr,
                            event.failure ? &failure : nullptr,
                            is_part ? mooring_str{body.get(), size} : mooring_str{}};
    plugin_.resume(task, &abi, &action);
    std::memset(body.get(), '?', size + kPadding);
  }

  // False when the task has ended.
  bool carry_out(const mooring_action& action, Event& event, TaskResult& result) {
    event = {MOORING_EVENT_ACCEPTED, {}, {}, {}};
    switch (action.kind) {
      case MOORING_ACTION_HTTP:
        answer(*action.http, event);
        return true;
      case MOORING_ACTION_EMIT:
        take_rows(*action.emit, result);
        return true;
      case MOORING_ACTION_CHECKPOINT:
        result.checkpoints.push_back(checkpoint_value(*action.checkpoint, result.uncommitted_rows));
        result.uncommitted_rows = 0;
        return true;
      case MOORING_ACTION_SLEEP:
        result.sleeps.push_back({time_from_us(action.sleep_until_us), detail::owned(action.sleep_for)});
        clock.advance_to(result.sleeps.back().until);
        event.kind = MOORING_EVENT_WOKE;
        return true;
      case MOORING_ACTION_PROGRESS:
        result.progress.push_back(
            {action.progress->done, action.progress->total, detail::owned(action.progress->note)});
        return true;
      case MOORING_ACTION_IDENTITY:
        result.identity = identity_value(*action.identity);
        return true;
      case MOORING_ACTION_READ:
        read_on(event);
        return true;
      case MOORING_ACTION_REWIND:
        rewind();
        return true;
      case MOORING_ACTION_NOTICE:
        result.notices.push_back(notice_value(*action.notice));
        return true;
      case MOORING_ACTION_DONE:
        return false;
      case MOORING_ACTION_FAIL: {
        const mooring_failure& why = *action.fail;
        result.failure.emplace(static_cast<FailureKind>(why.kind), detail::owned(why.message))
            .at(detail::owned(why.endpoint), why.status, detail::owned(why.request_id));
        return false;
      }
      default:  // the rules know no other
        return false;
    }
  }

  void answer(const mooring_http_request& request, Event& event) {
    const auto refused = rules_->refusal_of(request);
    Outcome outcome = refused ? Outcome(*refused) : http_.answer(parse_request(request));
    body_ = {};
    clock.advance(http_takes);
    if (const auto* failure = std::get_if<Failure>(&outcome)) {
      if (failure->status() != 0) rules_->brought_something();
      event.kind = MOORING_EVENT_FAILED;
      event.failure = *failure;
    } else {
      rules_->brought_something();
      event.kind = MOORING_EVENT_HTTP_RESPONSE;
      event.response = std::move(std::get<CannedResponse>(outcome));
      if ((request.flags & MOORING_HTTP_STREAM_BODY) != 0 && event.response.status < 300) {
        body_ = {event.response, 0, true, false};
        event.response.body.clear();
      }
    }
  }

  void take_rows(const mooring_batch& batch, TaskResult& result) const {
    const std::string stream = detail::owned(batch.stream);
    const std::vector<DeclaredField>& fields = declared_.stream(stream)->fields;
    const mooring_cell* cell = batch.cells;
    for (uint64_t i = 0; i < batch.row_count; ++i) {
      RowValue row;
      row.stream = stream;
      if (batch.marketplaces != nullptr) row.marketplace = detail::owned(batch.marketplaces[i]);
      if (batch.raw != nullptr) row.raw = detail::owned(batch.raw[i]);
      for (const DeclaredField& field : fields) {
        row.cells[field.name] = {cell->type, cell->integer, detail::owned(cell->text)};
        ++cell;
      }
      result.rows.push_back(std::move(row));
      ++result.uncommitted_rows;
    }
  }

  // The next part of the streamed body, as small as the test wants it.
  void read_on(Event& event) {
    if (!body_.open)
      rules::refuse("read: no streamed body is open. Ask for one with MOORING_HTTP_STREAM_BODY");
    const std::string_view rest = std::string_view(body_.response.body).substr(body_.at);
    const std::string_view part = rest.substr(0, body_part_bytes);
    body_.at += part.size();
    if (part.empty() && body_.response.broken_off) {
      event.kind = MOORING_EVENT_FAILED;
      event.failure = body_.response.broken_off;
      body_.open = false;
      return;
    }
    if (!part.empty()) rules_->brought_something();
    event.kind = MOORING_EVENT_BODY;
    event.body_part = part;
  }

  void rewind() {
    if (!body_.open)
      rules::refuse("rewind: no streamed body is open. Ask for one with MOORING_HTTP_STREAM_BODY");
    if (body_.rewound) rules::refuse("rewind: the body was begun again before. Once is allowed");
    body_.at = 0;
    body_.rewound = true;
  }

  struct StreamedBody {
    CannedResponse response;
    size_t at = 0;
    bool open = false;
    bool rewound = false;
  };

  const mooring_plugin& plugin_;
  ScriptedHttp& http_;
  DeclaredPlugin declared_;
  std::optional<HostRules> rules_;  // of the task
  StreamedBody body_;
};

}  // namespace mooring::testing
