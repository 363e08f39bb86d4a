// What ran: how many runs ended in each hour, and how many rows came by channel.
#include <charconv>

#include "admin/api/handlers.hpp"
#include "admin/json/json.hpp"
#include "base/limits_connections.hpp"
#include "store/rows_run_summary.hpp"

namespace mooring::host::admin {
namespace {

constexpr auto kBucketDefault = std::chrono::hours{1};
constexpr auto kSpanDefault = std::chrono::hours{24};

Result<Duration> query_bucket(const Call& call) {
  const std::string text = call.query("bucket");
  if (text.empty()) return kBucketDefault;
  int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc{} || end != text.data() + text.size() || seconds < 60 || seconds > 86'400)
    return fail("parameter_invalid", "bucket is not a number of seconds from 60 to 86400",
                "3600 counts by the hour");
  return std::chrono::seconds{seconds};
}

Result<rows::RunSpan> query_span(const Call& call) {
  auto bucket = query_bucket(call);
  if (!bucket) return fail(bucket.error());
  auto since = query_time(call, "since");
  if (!since) return fail(since.error());
  auto until = query_time(call, "until");
  if (!until) return fail(until.error());
  rows::RunSpan span;
  span.bucket = *bucket;
  span.to = until->value_or(call.admin.d.clock.now());
  const Timestamp from = since->value_or(span.to - kSpanDefault);
  // Whole buckets: half of one looks like a fall.
  span.from = Timestamp{from.time_since_epoch() - from.time_since_epoch() % span.bucket};
  if (span.from >= span.to)
    return fail("parameter_invalid", "since is not before until", "Leave one of them out");
  if (span.to - span.from > limits::kRunSummaryMax ||
      (span.to - span.from) / span.bucket > limits::kRunSummaryBucketsMax)
    return fail("parameter_invalid", "since lies too far back for this bucket",
                "At most " + std::to_string(limits::kRunSummaryBucketsMax) + " buckets, and 32 days");
  return span;
}

JsonObject bucket_json(const RunBucket& bucket) {
  auto out = json_object();
  out->set("at", json_time(bucket.at));
  out->set("succeeded", bucket.succeeded);
  out->set("failed", bucket.failed);
  out->set("cancelled", bucket.cancelled);
  return out;
}

}  // namespace

Answer get_run_summary(Call& call) {
  auto span = query_span(call);
  if (!span) return refuse(span.error());
  std::vector<RunBucket> counted;
  std::vector<ChannelVolume> volumes;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    counted = rows::count_runs(session, *span);
    volumes = rows::run_volumes(session, *span);
    return {};
  });
  if (!read) return refuse(read.error());
  // Every bucket, also those in which nothing ended: a line has no holes.
  auto items = json_array();
  auto next = counted.begin();
  for (Timestamp at = span->from; at < span->to; at += span->bucket) {
    const bool known = next != counted.end() && next->at == at;
    items->add(bucket_json(known ? *next++ : RunBucket{at}));
  }
  auto channels = json_array();
  for (const ChannelVolume& volume : volumes) {
    const Manifest* manifest = call.admin.d.registry.manifest(volume.channel);
    auto item = json_object();
    item->set("channel", volume.channel);
    item->set("channel_name", manifest ? manifest->name : volume.channel);
    item->set("runs", volume.runs);
    item->set("rows_read", volume.rows_read);
    item->set("rows_changed", volume.rows_changed);
    channels->add(item);
  }
  auto answer = json_object();
  answer->set("from", json_time(span->from));
  answer->set("to", json_time(span->to));
  answer->set("bucket_s", json_seconds(span->bucket));
  answer->set("items", items);
  answer->set("channels", channels);
  return json_response(200, answer);
}

}  // namespace mooring::host::admin
