#include "plugins/abi_views.hpp"

namespace mooring::host {
namespace {

constexpr size_t kReadableBytesAfterBody = 64;

void append_pairs(const NameValues& from, std::vector<mooring_pair>& to) {
  to.reserve(from.size());
  for (const auto& [name, value] : from)
    to.push_back({to_abi(name), to_abi(value)});
}

}  // namespace

CallView::CallView(const TaskCall& call) {
  for (const std::string& id : call.marketplaces)
    marketplaces_.push_back(to_abi(id));
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
}

EventView::EventView(TaskEvent& event, Timestamp now) {
  event_.struct_size = sizeof event_;
  event_.now_us = to_unix_us(now);
  std::visit([this](auto& value) { fill(value); }, event);
}

void EventView::fill(HttpResponseEvent& response) {
  const size_t size = response.body.size();
  response.body.resize(size + kReadableBytesAfterBody);  // zeroes, which stay behind the end
  response.body.resize(size);
  append_pairs(response.headers, headers_);
  http_.struct_size = sizeof http_;
  http_.status = response.status;
  http_.headers = headers_.data();
  http_.header_count = headers_.size();
  http_.body = to_abi(response.body);
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
