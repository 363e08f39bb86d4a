#include "watch/expiries.hpp"

#include <fstream>

#include "base/text.hpp"
#include "unit/watch/watch_fixture.hpp"
#include "watch/expiry_warnings.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

constexpr auto kDay = 24h;

// Of sync.example.com, self-signed; its key was thrown away.
constexpr char kCertificate[] = R"(-----BEGIN CERTIFICATE-----
MIIBijCCATGgAwIBAgIUPfKtB684VQNHdbBvhl8HGMXAtZ4wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQc3luYy5leGFtcGxlLmNvbTAeFw0yNjExMjIwNjM1MDBaFw0z
NjExMTkwNjM1MDBaMBsxGTAXBgNVBAMMEHN5bmMuZXhhbXBsZS5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASlLrYGVtwg4/G1tDNmoW0dEmiBRBNOG5i6EbST
GsofYG7fx1QsT39K1wOuuJ7dTAUzPmQ2yMI7NDftt248iVEoo1MwUTAdBgNVHQ4E
FgQUYyBFAkYH5xzPSnHa5NmYwQCTnvUwHwYDVR0jBBgwFoAUYyBFAkYH5xzPSnHa
5NmYwQCTnvUwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAdUhug
wzHQMvLTKVhuflbGJRq4s+RGIO+2G26B/vk7DgIgMo6xMihcGH3X/S892i+pqVyN
c4tgW24j4TTs6TPZ1Lw=
-----END CERTIFICATE-----
)";
constexpr char kCertificateEnds[] = "2036-11-19T06:35:00Z";

class Fixture : public WatchFixture {
 public:
  Fixture() { restart(); }
  void restart() {
    warnings = std::make_unique<ExpiryWarnings>(database(), journal, registry, config, logger());
  }
  // What the store says, and every time the same as what the board leads to.
  std::vector<Expiry> expiries() {
    auto all = list_expiries(statuses(), registry, config, facts(), clock.now());
    StatusBoard board(registry, events, [](const std::string&) { return std::vector<LiveStream>(); });
    const auto entries = board.current(reader, clock.now());
    REQUIRE(entries);
    const auto few = statuses_for_expiries(**entries, reader, clock.now());
    REQUIRE(few);
    const auto few_facts = read_expiry_facts(database(), *few, registry, config, clock.now());
    const auto by_board = list_expiries(*few, registry, config, few_facts, clock.now());
    REQUIRE(by_board.size() == all.size());
    for (const Expiry& one : all)
      CHECK(std::count_if(by_board.begin(), by_board.end(), [&](const Expiry& other) {
              return other.id() == one.id() && other.at == one.at && other.title == one.title &&
                     other.action_text == one.action_text && other.at_latest == one.at_latest;
            }) == 1);
    return all;
  }
  ExpiryFacts facts() { return read_expiry_facts(database(), statuses(), registry, config, clock.now()); }
  void look() {
    auto all = statuses();
    warnings->look({all, true, clock.now()});
    flush();
  }
  std::vector<std::string> told() {
    std::vector<std::string> messages;
    for (const ActivityRow& entry : entries("expiry.warning"))
      messages.push_back(entry.message);
    return messages;
  }
  void renew(const std::string& connection, Timestamp ends) {
    write([&](Session& session) {
      GrantRow grant = rows::active_or_last_grant(session, connection).value();
      grant.expires_at = ends;
      rows::update_grant(session, grant);
    });
  }

  std::unique_ptr<ExpiryWarnings> warnings;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Consents in use and dated secrets end, the next one first") {
  const Timestamp now = clock.now();
  add_healthy("con_1", now + 40 * kDay + 1h);
  add_healthy("con_2", now + 6 * kDay);
  add_healthy("con_3");  // its provider sets no end
  add_healthy("con_4", now + 1 * kDay);
  set_grant("con_4", GrantState::revoked);
  config.channels["shop"].secret_issued_at = now - 160 * kDay;
  config.channels["elsewhere"].secret_issued_at = now;  // no plugin tells how long they last
  auto all = expiries();
  REQUIRE(all.size() == 3);
  CHECK(all[0].id() == "consent-con_2");
  CHECK(all[0].title == "Consent of Shop con_2");
  CHECK(all[0].days_left() == 6);
  CHECK(all[0].severity == Severity::error);
  CHECK(all[0].action == "reconnect");
  CHECK(all[1].id() == "client_secret-shop");
  CHECK(all[1].connection_id.empty());
  CHECK(all[1].title == "Client secret of Shop");
  CHECK(all[1].days_left() == 20);
  CHECK(all[1].severity == Severity::warning);
  CHECK(all[1].action == "renew_secret");
  CHECK(all[2].days_left() == 40);
  CHECK(all[2].severity == Severity::info);
  clock.advance(7 * kDay);
  CHECK(expiries()[0].days_left() == -1);
  CHECK(expiries()[0].severity == Severity::error);
}

TEST_CASE_METHOD(Fixture, "A token that was given is counted from then: its end is the latest day") {
  for (const auto& [id, source] : {std::pair{"con_1", "consent"}, {"con_2", "pasted"}, {"con_3", "file"}}) {
    add_healthy(id, clock.now() + 40 * kDay);
    write([&, id = std::string(id), source = std::string(source)](Session& session) {
      GrantRow grant = rows::active_or_last_grant(session, id).value();
      grant.source = source;
      rows::update_grant(session, grant);
    });
  }
  for (const Expiry& one : expiries()) {
    INFO(one.connection_id);
    const bool given = one.connection_id != "con_1";
    CHECK(one.at_latest == given);
    CHECK((one.action_text.find("This is the latest day") != std::string::npos) == given);
    const std::string calendar = expiry_calendar({one}, "https://host", clock.now());
    CHECK((calendar.find(" ends at the latest\r\n") != std::string::npos) == given);
  }
}

TEST_CASE_METHOD(Fixture, "A client secret without a date is told, and how to give it one") {
  CHECK(list_undated_expiries(registry, config).empty());  // no secret is configured
  config.channels["shop"].client_secret = Secret("a-secret");
  config.channels["elsewhere"].client_secret = Secret("another");  // no plugin tells how long it lasts
  auto undated = list_undated_expiries(registry, config);
  REQUIRE(undated.size() == 1);
  CHECK(undated[0].channel == "shop");
  CHECK(undated[0].title == "Client secret of Shop");
  CHECK(undated[0].hint.find("180 days") != std::string::npos);
  CHECK(undated[0].hint.find("[channels.shop.application]") != std::string::npos);
  config.channels["shop"].secret_issued_at = clock.now();
  CHECK(list_undated_expiries(registry, config).empty());
}

TEST_CASE("The warning that is reached is the nearest one") {
  CHECK_FALSE(reached_warning(30 * kDay + 1us));
  CHECK(reached_warning(30 * kDay) == 30);
  CHECK(reached_warning(14 * kDay + 1us) == 30);
  CHECK(reached_warning(14 * kDay) == 14);
  CHECK(reached_warning(2 * kDay) == 7);
  CHECK(reached_warning(1h) == 1);
  CHECK(reached_warning(-5 * kDay) == 1);
}

TEST_CASE_METHOD(Fixture, "Warnings come 30, 14, 7 and 1 days before, once each, also across restarts") {
  const Timestamp ends = clock.now() + 32 * kDay;
  add_healthy("con_1", ends);
  std::vector<int64_t> days;
  for (int hours = 0; hours < 34 * 24; hours += 6) {
    const size_t before = told().size();
    if (hours % 24 == 12) restart();
    look();
    if (told().size() > before) days.push_back((ends - clock.now()) / kDay);
    clock.advance(6h);
  }
  CHECK(days == std::vector<int64_t>{30, 14, 7, 1});
  REQUIRE(told().size() == 4);
  CHECK(told()[1].starts_with("Consent of Shop con_1 ends in 14 days, at " + format_time(ends) +
                              ". Reconnect"));
  CHECK(entries("expiry.warning")[0].severity == Severity::warning);
  CHECK(entries("expiry.warning")[2].severity == Severity::error);
  CHECK(entries("expiry.warning")[0].connection_id == "con_1");
}

TEST_CASE_METHOD(Fixture, "Who comes late is warned once; what was renewed is warned of anew") {
  add_healthy("con_1", clock.now() + 3 * kDay);
  look();
  look();
  CHECK(told().size() == 1);
  renew("con_1", clock.now() + 365 * kDay);
  look();
  CHECK(told().size() == 1);
  clock.advance(340 * kDay);
  look();
  CHECK(told().size() == 2);
  clock.advance(26 * kDay);
  look();
  CHECK(told().back().find(" ended at ") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "A secret's warning belongs to no connection") {
  config.channels["shop"].secret_issued_at = clock.now() - 170 * kDay;
  look();
  REQUIRE(told().size() == 1);
  CHECK(entries("expiry.warning")[0].connection_id.empty());
}

TEST_CASE_METHOD(Fixture, "The calendar is RFC 5545: line ends, folding, marks, alarms, ids that stay") {
  add_healthy("con_1", parse_time("2026-06-01T12:30:15.5Z"));
  auto all = expiries();
  all[0].title = "Consent of Müller; Söhne, \\ a shop with a name that goes on and on for many more words";
  const std::string text = expiry_calendar(all, "https://sync.example.com:8443/m", clock.now());
  CHECK(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
  CHECK(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  for (size_t begin = 0, end = 0; begin < text.size(); begin = end + 2) {
    end = text.find("\r\n", begin);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(begin, end - begin);
    INFO(line);
    CHECK(line.size() <= 75);
    CHECK(is_clean_line(line));  // also: no character was cut in two
  }
  std::string unfolded = text;
  for (size_t at = unfolded.find("\r\n "); at != std::string::npos; at = unfolded.find("\r\n "))
    unfolded.erase(at, 3);
  auto has = [&](const std::string& line) {
    return unfolded.find("\r\n" + line + "\r\n") != std::string::npos;
  };
  CHECK(has("UID:consent-con_1@sync.example.com:8443"));
  CHECK(has("DTSTAMP:20260202T024000Z"));
  CHECK(has("DTSTART:20260601T123015Z"));
  CHECK(has(
      "SUMMARY:Consent of Müller\\; Söhne\\, \\\\ a shop with a name that goes on and on for many more words "
      "ends"));
  CHECK(has("URL:https://sync.example.com:8443/m/#/connections/con_1"));
  for (const char* days : {"30", "14", "7", "1"})
    CHECK(has(std::string("TRIGGER:-P") + days + "D"));
  auto sequence = [&](const std::string& of) {
    const size_t at = of.find("SEQUENCE:") + 9;
    return std::stoi(of.substr(at));
  };
  all[0].at += 365 * kDay;
  CHECK(sequence(expiry_calendar(all, "https://x", clock.now())) == sequence(text) + 365);
  CHECK(expiry_calendar({}, "https://x", clock.now()).find("VEVENT") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Days that a provider will not offer any more end too, of who reads nothing") {
  const Timestamp now = clock.now();
  add_healthy("con_1");
  write([&](Session& session) {
    ConnectionRow row = rows::find_connection(session, "con_1").value();
    row.account_id = "A1";
    rows::update_connection(session, row);
    rows::add_coverage(session, {"con_1", "orders", "", now - 200 * kDay, now - 70 * kDay});
    rows::add_coverage(session, {"con_1", "orders", "", now - 60 * kDay, now - 1 * kDay});
  });
  CHECK(expiries().empty());  // it reads on, and will have held them in time
  set_grant("con_1", GrantState::revoked);
  auto all = expiries();
  REQUIRE(all.size() == 1);
  CHECK(all[0].id() == "report_retention-con_1");
  CHECK(all[0].at == now + 20 * kDay);  // the gap begins 70 days ago, 90 days are kept
  CHECK(all[0].action == "reconnect");
  CHECK(all[0].severity == Severity::warning);
  CHECK(all[0].action_text.find("or days are lost: of Orders everything since " +
                                format_time(now - 70 * kDay).substr(0, 10)) != std::string::npos);
  clock.advance(21 * kDay);
  CHECK(expiries().at(0).days_left() < 0);
  write([&](Session& session) {
    ConnectionRow row = rows::find_connection(session, "con_1").value();
    row.disconnected = true;
    rows::update_connection(session, row);
  });
  CHECK(expiries().empty());  // whoever disconnected it knows
}

TEST_CASE_METHOD(Fixture, "What is lost or held without a gap is not missing") {
  const Timestamp now = clock.now();
  CHECK_FALSE(first_missing({}));
  std::vector<CoverageRow> ranges = {{"c", "orders", "", now - 4 * kDay, now - 2 * kDay},
                                     {"c", "orders", "", now - 9 * kDay, now - 6 * kDay},
                                     {"c", "orders", "", now - 6 * kDay, now - 4 * kDay, "", true}};
  CHECK(first_missing(ranges) == now - 2 * kDay);
  ranges.pop_back();
  CHECK(first_missing(ranges) == now - 6 * kDay);
}

TEST_CASE_METHOD(Fixture, "The console's certificate ends; a file that is none is said once") {
  config.admin.public_url = "https://sync.example.com";
  const auto path = file().parent_path() / "certificate.pem";
  config.admin.certificate_file = path;
  CHECK(facts().certificate_problem == "The certificate " + path.string() + " cannot be read");
  std::ofstream(path) << "no certificate";
  CHECK(certificate_end(path).error().code == "certificate_unreadable");
  std::ofstream(path) << kCertificate;
  REQUIRE(facts().certificate_until);
  auto all = expiries();
  REQUIRE(all.size() == 1);
  CHECK(all[0].id() == "tls_certificate");
  CHECK(all[0].title == "Certificate of https://sync.example.com");
  CHECK(format_time(all[0].at) == kCertificateEnds);
  CHECK(all[0].action == "renew_certificate");
}

TEST_CASE_METHOD(Fixture, "Of two client secrets the calendar tells which one works") {
  config.channels["shop"].secret_issued_at = clock.now();
  CHECK(expiries().at(0).action_text.find("Two secrets") == std::string::npos);
  config.channels["shop"].client_secret_previous = Secret("the-old-one");
  CHECK(expiries().at(0).action_text.find("none was tried yet") != std::string::npos);
  write([](Session& session) { put_secret_in_use(session, "shop", true); });
  CHECK(expiries().at(0).action_text.find("accepts the previous one still") != std::string::npos);
  write([](Session& session) { put_secret_in_use(session, "shop", false); });
  CHECK(expiries().at(0).action_text.find("the previous one can be taken out") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Who is paused, or has nothing to read, loses days too, and is warned of it") {
  const Timestamp now = clock.now();
  add_healthy("con_1");
  write([&](Session& session) {
    ConnectionRow row = rows::find_connection(session, "con_1").value();
    row.account_id = "A1";
    rows::update_connection(session, row);
    rows::add_coverage(session, {"con_1", "orders", "", now - 200 * kDay, now - 75 * kDay});
  });
  CHECK(expiries().empty());
  std::string action, begins;
  SECTION("paused, with data in time") {
    write([&](Session& session) { rows::insert_pause(session, {"con_1", now, "user:ann"}); });
    action = "resume";
    begins = "Resume its planned runs before ";
  }
  SECTION("paused long ago") {
    write([&](Session& session) {
      rows::insert_pause(session, {"con_1", now, "user:ann"});
      StreamRow row = rows::find_stream(session, "con_1", "orders", "").value();
      row.last_success_at = now - 75 * kDay;
      rows::upsert_stream(session, row);
    });
    action = "resume";
    begins = "Resume its planned runs before ";
  }
  SECTION("paused, and the access is gone") {
    write([&](Session& session) { rows::insert_pause(session, {"con_1", now, "user:ann"}); });
    set_grant("con_1", GrantState::revoked);
    action = "reconnect";
    begins = "Reconnect before ";
  }
  SECTION("no marketplace that can be read") {
    write([&](Session& session) {
      MarketplaceRow row = rows::list_marketplaces(session, "con_1").at(0);
      row.available = false;
      rows::upsert_marketplace(session, "con_1", row);
    });
    action = "choose_marketplaces";
    begins = "Choose marketplaces that can be read before ";
  }
  const auto all = expiries();
  REQUIRE(all.size() == 1);
  CHECK(all[0].id() == "report_retention-con_1");
  CHECK(all[0].at == now + 15 * kDay);
  CHECK(all[0].action == action);
  CHECK(all[0].action_text.starts_with(begins));
  look();
  CHECK(told().size() == 1);
}
