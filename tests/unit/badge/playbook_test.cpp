#include "badge/playbook.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "plugins/task.hpp"

using namespace mooring::host;

namespace {

Manifest shop() {
  Manifest manifest;
  manifest.id = "shop";
  PlaybookRule no_role;
  no_role.id = "no_role";
  no_role.kind = "permission";
  no_role.status = 403;
  no_role.text_contains = "ROLE";
  no_role.title = "A role is missing";
  no_role.what_happened = "The role was not granted.";
  no_role.you_can = "Ask for it.";
  PlaybookRule any = no_role;
  any.id = "closed";
  any.status.reset();
  any.text_contains.clear();
  manifest.playbook = {no_role, any};
  return manifest;
}

ActivityRow entry(const std::string& kind, int status,
                  const std::string& endpoint = "GET https://api.example.com/x") {
  ActivityRow row;
  row.kind = kind;
  row.severity = Severity::warning;
  row.status = status;
  row.endpoint = endpoint;
  return row;
}

}  // namespace

TEST_CASE("every kind of failure is a cause with all its texts") {
  std::set<std::string> causes;
  for (const PlaybookEntry& one : general_playbook()) {
    INFO(one.cause);
    CHECK(causes.insert(one.cause).second);
    CHECK(one.general == one.cause);
    CHECK(one.channel.empty());
    for (const std::string& text : {one.title, one.what_happened, one.mooring_does, one.you_can})
      CHECK(text.size() > 5);
    CHECK(one.ticket_when.empty() == one.ticket_paste.empty());
  }
  for (int kind = 1; kind < static_cast<int>(FailureKind::cancelled); ++kind)
    CHECK(causes.contains(to_text(static_cast<FailureKind>(kind))));
}

TEST_CASE("the first rule of the manifest that fits is the cause, else the general one") {
  const Manifest manifest = shop();
  CHECK(cause_of(FailureFacts{"permission", 403, "No role for orders"}, &manifest) == "shop.no_role");
  CHECK(cause_of(FailureFacts{"permission", 401, "No role for orders"}, &manifest) == "shop.closed");
  CHECK(cause_of(FailureFacts{"server", 503, "No role"}, &manifest) == "server");
  CHECK(cause_of(FailureFacts{"permission", 403, "x"}, nullptr) == "permission");
  CHECK(cause_of(FailureFacts{"", 0, ""}, &manifest).empty());
  CHECK(cause_of(FailureFacts{"cancelled", 0, ""}, &manifest).empty());
  CHECK(cause_of(FailureFacts{"of_a_later_version", 0, ""}, nullptr) == "internal");
}

TEST_CASE("a manifest's cause says what is special, and the rest as in general") {
  const Manifest manifest = shop();
  const auto all = playbook_of(&manifest);
  CHECK(all.size() == general_playbook().size() + 2);
  CHECK(all[0].cause == "shop.no_role");
  CHECK(all[0].general == "permission");
  CHECK(all[0].you_can == "Ask for it.");
  CHECK(all[0].mooring_does.find("tries this one again") != std::string::npos);
  CHECK(playbook_of(nullptr).size() == general_playbook().size());
}

TEST_CASE("an entry of trouble names its cause") {
  CHECK(cause_of(entry("token.revoked", 400), nullptr) == "grant_revoked");
  CHECK(cause_of(entry("token.rejected", 400), nullptr) == "grant_rejected");
  ActivityRow failed = entry("request.failed", 403);
  failed.failure_kind = "server";  // the manifest says that this 403 is an outage
  CHECK(cause_of(failed, nullptr) == "server");
  failed = entry("run.failed", 0, "");
  failed.failure_kind = "disk_full";
  CHECK(cause_of(failed, nullptr) == "disk_full");
  CHECK(cause_of(entry("run.empty", 0, ""), nullptr) == "brings_nothing");
  CHECK(cause_of(entry("badge.changed", 0, ""), nullptr).empty());
  CHECK(cause_of(entry("run.succeeded", 0, ""), nullptr).empty());
}

TEST_CASE("an entry of before kinds were kept is read by its status") {
  CHECK(cause_of(entry("request.failed", 429), nullptr) == "throttled");
  CHECK(cause_of(entry("request.failed", 503), nullptr) == "server");
  CHECK(cause_of(entry("request.failed", 403), nullptr) == "permission");
  CHECK(cause_of(entry("run.failed", 404), nullptr) == "request_rejected");
  CHECK(cause_of(entry("run.failed", 0, ""), nullptr) == "internal");
}

TEST_CASE(
    "a request that is refused is tried again with pauses, and a wrong marketplace is the first guess") {
  const auto all = general_playbook();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const PlaybookEntry& one) { return one.cause == "request_rejected"; });
  REQUIRE(found != all.end());
  CHECK(found->mooring_does.find("growing pauses") != std::string::npos);
  CHECK(found->mooring_does.find("next slot") == std::string::npos);
  CHECK(found->you_can.find("out of the selection") < found->you_can.find("newer version of the plugin"));
}
