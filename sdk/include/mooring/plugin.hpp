// The C++20 layer over the plugin ABI; the only header that a plugin includes. A channel is one coroutine per
// stream and one that tells whose account it is:
//
//   Task<> sync_orders(Context& ctx, const Call& call) { ... co_await ctx.http(...); ... }
//   MOORING_PLUGIN(.identify = identify, .streams = {{"orders", sync_orders}});
//
// Guide: docs/plugins/write-a-plugin.md. Build with mooring_add_plugin(), which embeds the manifest.
#pragma once
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "mooring/abi.h"
#include "mooring/call.hpp"
#include "mooring/checkpoint.hpp"
#include "mooring/context.hpp"
#include "mooring/entry.hpp"
#include "mooring/failure.hpp"
#include "mooring/http.hpp"
#include "mooring/rows.hpp"
#include "mooring/task.hpp"
#include "mooring/time.hpp"

namespace mooring {

// `call` lives as long as the task.
using Operation = Task<void> (*)(Context& ctx, const Call& call);

struct StreamHandler {
  std::string_view id;
  Operation sync = nullptr;
};

// Which operations a plugin provides; must agree with `operations` and [[streams]] of its manifest: the host compares them when
// it loads the plugin.
struct Plugin {
  static constexpr size_t kMaxStreams = 64;

  Operation identify = nullptr;
  StreamHandler streams[kMaxStreams] = {};

  constexpr Operation find(std::string_view operation, std::string_view stream) const {
    if (operation == "identify/1") return identify;
    if (operation != "sync/1") return nullptr;
    for (const StreamHandler& handler : streams) {
      if (handler.sync != nullptr && handler.id == stream) return handler.sync;
    }
    return nullptr;
  }
};

namespace detail {

// A running task behind the opaque mooring_task. Entered by one thread at a time; no exception leaves it.
class TaskState {
 public:
  TaskState(Operation operation, const mooring_call& call)
      : call_(call), context_(call_.now), root_(operation(context_, call_)) {
    context_.suspended_ = root_.handle();
  }

  void resume(const mooring_event& event, mooring_action& action) noexcept {
    context_.now_ = time_from_us(event.now_us);
    context_.event_ = &event;
    context_.action_ = mooring_action{};
    context_.suspended_.resume();
    context_.event_ = nullptr;
    mooring_action answer = root_.done() ? finish() : context_.action_;
    if (answer.kind == 0) {
      answer = fail(
          Failure(FailureKind::internal, "the plugin awaits something that is not an action of its Context"));
    }
    answer.struct_size = action.struct_size;
    // A host of an earlier minor version has room for less.
    std::memcpy(&action, &answer, action.struct_size < sizeof answer ? action.struct_size : sizeof answer);
  }

 private:
  mooring_action finish() noexcept {
    try {
      root_.take();
    } catch (const Failure& failure) {
      return fail(failure);
    } catch (const std::exception& error) {
      return fail(Failure(FailureKind::internal, uncaught() + error.what()));
    } catch (...) {
      return fail(Failure(FailureKind::internal, uncaught() + "of an unknown type"));
    }
    mooring_action action{};
    action.kind = MOORING_ACTION_DONE;
    return action;
  }

  std::string uncaught() const {
    return "uncaught exception in the plugin's " +
           (call_.stream.empty() ? call_.operation : "sync of '" + call_.stream + "'") + ": ";
  }

  mooring_action fail(Failure failure) noexcept {
    failure_ = std::move(failure);
    abi_failure_ = {
        sizeof abi_failure_,         static_cast<int32_t>(failure_.kind()), failure_.status(),         0,
        to_abi(failure_.endpoint()), to_abi(failure_.request_id()),         to_abi(failure_.message())};
    mooring_action action{};
    action.kind = MOORING_ACTION_FAIL;
    action.fail = &abi_failure_;
    return action;
  }

  Call call_;
  Context context_;
  Task<void> root_;
  Failure failure_{FailureKind::internal, {}};
  mooring_failure abi_failure_{};
};

// What a host of ABI 1.0 passes.
inline constexpr size_t kCallBytes1_0 = offsetof(mooring_call, selected);

// Fills in why start() refuses; what does not fit is cut.
inline int32_t refuse(mooring_error* error, std::string_view message, std::string_view what) noexcept {
  if (error == nullptr || error->struct_size < sizeof *error) return 1;
  error->kind = MOORING_FAIL_INTERNAL;
  size_t used = message.copy(error->message, sizeof error->message - 1);
  used += what.copy(error->message + used, sizeof error->message - 1 - used);
  error->message[used] = '\0';
  return 1;
}

// The streams of a Plugin in the form of the ABI.
template <const Plugin& kPlugin>
struct HandlerList {
  static constexpr size_t kCount = [] {
    size_t count = 0;
    for (const StreamHandler& handler : kPlugin.streams)
      count += handler.sync != nullptr ? 1 : 0;
    return count;
  }();
  static constexpr std::array<mooring_str, kCount + 1> kStreams = [] {
    std::array<mooring_str, kCount + 1> ids{};
    size_t count = 0;
    for (const StreamHandler& handler : kPlugin.streams)
      if (handler.sync != nullptr) ids[count++] = {handler.id.data(), handler.id.size()};
    return ids;
  }();
  static constexpr mooring_handlers kHandlers{sizeof(mooring_handlers), kPlugin.identify != nullptr ? 1 : 0,
                                              kStreams.data(), kCount};
};

// The C entries of one Plugin.
template <const Plugin& kPlugin>
struct Entry {
  static int32_t start(const mooring_call* call, mooring_task** out, mooring_error* error) noexcept {
    if (call == nullptr || out == nullptr || call->struct_size < kCallBytes1_0) {
      return refuse(error, "the host passed an incomplete call", {});
    }
    const Operation operation = kPlugin.find(view(call->operation), view(call->stream));
    if (operation == nullptr) {
      const bool is_sync = view(call->operation) == "sync/1";
      return is_sync ? refuse(error, "this plugin has no stream ", view(call->stream))
                     : refuse(error, "this plugin does not provide ", view(call->operation));
    }
    try {
      *out = reinterpret_cast<mooring_task*>(new TaskState(operation, *call));
      return 0;
    } catch (const std::exception& failure) {
      return refuse(error, "the task could not be created: ", failure.what());
    } catch (...) {
      return refuse(error, "the task could not be created", {});
    }
  }
  static void resume(mooring_task* task, const mooring_event* event, mooring_action* action) noexcept {
    reinterpret_cast<TaskState*>(task)->resume(*event, *action);
  }
  static void destroy(mooring_task* task) noexcept { delete reinterpret_cast<TaskState*>(task); }
};

}  // namespace detail

// The struct that a plugin exports, for tests, which may build further ones: without handlers, so that the manifest of a test
// may be about some of the streams only.
template <const Plugin& kPlugin>
constexpr mooring_plugin make_plugin_entry(mooring_str manifest, uint32_t abi_minor_required = 0) {
  return {sizeof(mooring_plugin),
          MOORING_ABI_MINOR,
          abi_minor_required,
          0,
          manifest,
          &detail::Entry<kPlugin>::start,
          &detail::Entry<kPlugin>::resume,
          &detail::Entry<kPlugin>::destroy,
          nullptr};
}

}  // namespace mooring

// Defines the functions and handlers of `mooring_plugin_v1`. The struct itself, which also names the manifest, stands in a file that
// mooring_add_plugin() generates: when the manifest changes, nothing of the plugin's own code is compiled again.
#define MOORING_PLUGIN(...)                                                                            \
  namespace {                                                                                          \
  constexpr ::mooring::Plugin mooring_this_plugin{__VA_ARGS__};                                        \
  using MooringThisEntry = ::mooring::detail::Entry<mooring_this_plugin>;                              \
  }                                                                                                    \
  extern "C" {                                                                                         \
  int32_t mooring_plugin_start(const mooring_call* call, mooring_task** out, mooring_error* error) {   \
    return MooringThisEntry::start(call, out, error);                                                  \
  }                                                                                                    \
  void mooring_plugin_resume(mooring_task* task, const mooring_event* event, mooring_action* action) { \
    MooringThisEntry::resume(task, event, action);                                                     \
  }                                                                                                    \
  void mooring_plugin_destroy(mooring_task* task) {                                                    \
    MooringThisEntry::destroy(task);                                                                   \
  }                                                                                                    \
  const mooring_handlers mooring_plugin_handlers =                                                     \
      ::mooring::detail::HandlerList<mooring_this_plugin>::kHandlers;                                  \
  }                                                                                                    \
  static_assert(true, "a semicolon may follow")
