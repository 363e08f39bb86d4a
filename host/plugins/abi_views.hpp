// Host values as the C structs of the ABI. The views point into the values and live on the stack of one call.
#pragma once
#include <mooring/abi.h>

#include <string_view>
#include <vector>

#include "plugins/task.hpp"

namespace mooring::host {

inline mooring_str to_abi(std::string_view text) {
  return {text.data(), text.size()};
}

class CallView {
 public:
  explicit CallView(const TaskCall& call);
  CallView(const CallView&) = delete;
  CallView& operator=(const CallView&) = delete;
  const mooring_call& call() const { return call_; }

 private:
  std::vector<mooring_str> marketplaces_;
  std::vector<mooring_marketplace> selected_;
  std::vector<mooring_pair> settings_;
  mooring_call call_{};
};

class EventView {
 public:
  // Gives the body of an answer the room behind it that the ABI promises.
  EventView(TaskEvent& event, Timestamp now);
  // The next part of a streamed body, which gets that room too; empty: its end.
  EventView(std::string& body_part, Timestamp now);
  EventView(const EventView&) = delete;
  EventView& operator=(const EventView&) = delete;
  const mooring_event& event() const { return event_; }

 private:
  void fill(StartEvent&) { event_.kind = MOORING_EVENT_START; }
  void fill(AcceptedEvent&) { event_.kind = MOORING_EVENT_ACCEPTED; }
  void fill(WokeEvent&) { event_.kind = MOORING_EVENT_WOKE; }
  void fill(HttpResponseEvent& response);
  void fill(FailedEvent& failed);

  std::vector<mooring_pair> headers_;
  mooring_http_response http_{};
  mooring_failure failure_{};
  mooring_event event_{};
};

}  // namespace mooring::host
