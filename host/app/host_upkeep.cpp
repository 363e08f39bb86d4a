// What is to be done every few hours: reminding, forgetting what is old enough.
#include "activity/retention.hpp"
#include "app/host_parts.hpp"
#include "base/limits.hpp"
#include "base/limits_access.hpp"
#include "base/limits_alerts.hpp"
#include "base/limits_api.hpp"
#include "base/limits_backfill.hpp"
#include "base/limits_life.hpp"
#include "base/limits_personal_data.hpp"
#include "base/text.hpp"
#include "connections/personal_data.hpp"
#include "store/rows_access.hpp"
#include "store/rows_alerts.hpp"
#include "store/rows_backfills.hpp"
#include "store/rows_idempotency.hpp"
#include "store/rows_incidents.hpp"
#include "store/rows_life.hpp"
#include "store/rows_watch.hpp"

namespace mooring::host {
namespace {

constexpr auto kHousekeepingInterval = std::chrono::hours{6};
constexpr int kSecretReminderDays = 30;

}  // namespace

// Written once for each change; what the calendar of expiries shows.
void Host::Parts::tell_of_secret(const std::string& channel, bool previous) {
  const Manifest* manifest = registry->manifest(channel);
  const std::string name = manifest ? manifest->name : channel;
  ActivityRow entry;
  entry.kind = "application.secret_in_use";
  entry.severity = previous ? Severity::warning : Severity::info;
  entry.message = previous
                      ? name + " refuses the new client secret and accepts the previous one, which is used"
                      : name + " accepts the new client secret; client_secret_previous can be taken out";
  entry.actor = "system";
  database->post_write(
      [this, channel, previous, entry](Session& session) -> Status {
        const auto known = rows::get_fact(session, secret_fact(channel));
        put_secret_in_use(session, channel, previous);
        if (known != rows::get_fact(session, secret_fact(channel))) journal->append(session, entry);
        return {};
      },
      [this](Status stored) {
        if (!stored)
          logger.warning("which client secret works could not be kept",
                         {{"reason", describe(stored.error())}});
      });
}

void Host::Parts::tell_of_stuck(const StuckResume& stuck) {
  ActivityRow entry;
  entry.connection_id = stuck.connection_id;
  entry.stream = stuck.stream;
  entry.kind = "plugin.stuck";
  entry.severity = Severity::error;
  entry.message = describe(stuck);
  entry.failure_kind = to_text(FailureKind::internal);
  entry.duration_ms = stuck.after / std::chrono::milliseconds{1};
  entry.actor = "system";
  journal->post(std::move(entry));
}

void Host::Parts::keep_personal_data() {
  background->post([this] { remove_personal_data({}); });
  core->post_after(limits::kPersonalDataInterval, [this] { keep_personal_data(); });
}

void Host::Parts::remove_personal_data(const std::string& connection_id) {
  if (stopped) return;
  const auto removed =
      PersonalDataRetention({*database, *registry, *journal}).pass(clock.now(), connection_id);
  if (!removed) logger.error("personal data could not be removed", {{"reason", describe(removed.error())}});
}

// Client secrets end on a calendar day, and with them every connection of the channel: told while there is time.
void Host::Parts::remind_of_secrets() {
  for (const auto& [channel, settings] : config.channels) {
    const Manifest* manifest = registry->manifest(channel);
    if (!manifest || !settings.secret_issued_at || manifest->oauth.secret_lifetime_days <= 0) continue;
    Timestamp ends = *settings.secret_issued_at + std::chrono::days{manifest->oauth.secret_lifetime_days};
    auto left = std::chrono::floor<std::chrono::days>(ends - clock.now()).count();
    if (left > kSecretReminderDays) continue;
    logger.warning(left >= 0
                       ? "a client secret ends soon: make a new one at the provider and configure it"
                       : "a client secret should have ended: make a new one at the provider and configure it",
                   {{"channel", channel}, {"ends", format_time(ends)}, {"days_left", std::to_string(left)}});
  }
}

void Host::Parts::keep_house() {
  remind_of_secrets();
  vault->drop_replaced(clock.steady_now());
  token_client->drop_issued(clock.steady_now());
  background->post([this] {
    Timestamp now = clock.now();
    auto status_of_write = database->write([&](Session& session) -> Status {
      rows::delete_expired_authorizations(session, now);
      rows::delete_reconnect_links_before(session, now - limits::kReconnectLinksKept);
      rows::delete_incidents_before(session, now - limits::kIncidentsKept);
      rows::delete_finished_alerts_before(session, now - limits::kAlertDeliveriesKept);
      rows::delete_badge_history_before(session, now - limits::kBadgeHistoryDays);
      rows::delete_backfills_before(session, now - limits::kBackfillsKept);
      rows::delete_runs_before(session, now - config.activity_retention, limits::kOldRunsExamined);
      rows::delete_uneventful_runs_before(session, now - limits::kUneventfulRunsKept,
                                          limits::kOldRunsExamined);
      rows::delete_sessions_before(session, {now - limits::kSessionAbsolute, now - limits::kSessionIdle});
      rows::delete_expired_access_links(session, now);
      rows::delete_idempotency_keys_before(session, now - limits::kIdempotencyKept);
      rows::delete_api_tokens_ended_before(session, now - limits::kEndedApiTokensKept);
      return {};
    });
    if (!status_of_write)
      logger.warning("old entries could not be removed", {{"reason", describe(status_of_write.error())}});
  });
  background->post([this] { tidy_activity(); });
  core->post_after(kHousekeepingInterval, [this] { keep_house(); });
}

// In passes, so that what else waits for this thread, and a stop of the host, need not wait for all of them.
void Host::Parts::tidy_activity() {
  const RetentionRules rules{config.activity_retention, config.activity_entries_max};
  const auto removed = ActivityRetention(*database, rules).pass(clock.now());
  if (!removed)
    return logger.warning("old activity could not be removed", {{"reason", describe(removed.error())}});
  if (removed->total() >= rules.removed_max && !stopped) background->post([this] { tidy_activity(); });
}

}  // namespace mooring::host
