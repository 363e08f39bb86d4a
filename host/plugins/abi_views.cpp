#include "plugins/abi_views.hpp"

namespace mooring::host {
namespace {

constexpr size_t kReadableBytesAfterBody = 64;

void append_pairs(const NameValues& from, std::vector<mooring_pair>& to) {
  to.reserve(from.size());
  for (const auto& [name, value] : from)
    to.push_back({to_abi(name), to_abi(value)});
}

// The body with the room behind its end that the ABI promises: zeroes.
mooring_str with_padding(std::string& body) {
  const size_t size = body.size();
  body.resize(size + kReadableBytesAfterBody);
  body.resize(size);
  return to_abi(body);
}

}  // namespace

CallView::CallView(const TaskCall& call) {
  for (const IdentityMarketplace& m : call.marketplaces) {
    marketplaces_.push_back(to_abi(m.id));
    selected_.push_back({to_abi(m.id), to_abi(m.name), to_abi(m.country_code), to_abi(m.currency),
                         to_abi(m.time_zone), m.available ? 1 : 0, 0, to_abi(m.note)});
  }
  append_pairs(call.settings, settings_);
  call_.struct_size = sizeof call_;
  call_.operation = to_abi(call.operation);
  call_.stream = to_abi(call.stream);
  call_.connection_id = to_abi(call.connection_id);
  call_.region = to_abi(call.region);
  call_.api_base = to_abi(call.api_base);
  call_.account_id = to_abi(call.account_id);
  call_.cursor = to_abi(call.cursor);
  call_.now_us = to_unix_us(call.now);
  call_.history_from_us = to_unix_us(call.history_from);
  call_.marketplaces = marketplaces_.data();
  call_.marketplace_count = marketplaces_.size();
  call_.settings = settings_.data();
  call_.setting_count = settings_.size();
  call_.selected = selected_.data();
  call_.selected_count = selected_.size();
  if (call.range) {
    call_.range_from_us = to_unix_us(call.range->from);
    call_.range_to_us = to_unix_us(call.range->to);
  }
  call_.account_kind = to_abi(call.account_kind);
}

EventView::EventView(TaskEvent& event, Timestamp now) {
  event_.struct_size = sizeof event_;
  event_.now_us = to_unix_us(now);
  std::visit([this](auto& value) { fill(value); }, event);
}

EventView::EventView(std::string& body_part, Timestamp now) {
  event_.struct_size = sizeof event_;
  event_.now_us = to_unix_us(now);
  event_.kind = MOORING_EVENT_BODY;
  event_.body_part = with_padding(body_part);
}

void EventView::fill(HttpResponseEvent& response) {
  append_pairs(response.headers, headers_);
  http_.struct_size = sizeof http_;
  http_.status = response.status;
  http_.headers = headers_.data();
  http_.header_count = headers_.size();
  http_.body = with_padding(response.body);
  event_.kind = MOORING_EVENT_HTTP_RESPONSE;
  event_.http = &http_;
}

void EventView::fill(FailedEvent& failed) {
  failure_.struct_size = sizeof failure_;
  failure_.kind = static_cast<int32_t>(failed.failure.kind);
  failure_.status = failed.failure.status;
  failure_.endpoint = to_abi(failed.failure.endpoint);
  failure_.request_id = to_abi(failed.failure.request_id);
  failure_.message = to_abi(failed.failure.message);
  event_.kind = MOORING_EVENT_FAILED;
  event_.failure = &failure_;
}

}  // namespace mooring::host
