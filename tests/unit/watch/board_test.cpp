// The board of all connections: badges by the clock alone, and lists over it.
#include <random>

#include "connections/labels.hpp"
#include "watch/board_query.hpp"
#include "watch_fixture.hpp"

namespace {

using namespace mooring::test;

BoardEntries entries_of(size_t count) {
  BoardEntries entries;
  for (size_t i = 0; i < count; ++i) {
    BoardEntry entry;
    entry.id = "con_" + std::to_string(10'000 + i);
    entry.channel = i % 3 == 0 ? "ads" : "shop";
    entry.region = i % 2 == 0 ? "NA" : "EU";
    entry.label = "Shop " + std::to_string((i * 7919) % count);
    entry.sort_label = lower_case(entry.label);
    entry.sort_channel = entry.channel + "\n" + entry.region + "\n" + entry.sort_label;
    entry.text = entry.sort_label + "\n" + entry.id;
    entry.badge = static_cast<Badge>(i % 6);
    entry.created_at = at_second(static_cast<int64_t>(1000 + i / 4));  // several at a time
    if (i % 5 != 0) entry.last_success_at = at_second(static_cast<int64_t>(500 + (i * 31) % 97));
    entry.paused = i % 10 == 0;
    if (i % 4 == 0) entry.tags = {"spring"};
    entry.workspace = i % 7 == 0 ? "Acme" : "default";
    entries.push_back(std::make_shared<const BoardEntry>(entry));
  }
  return entries;
}

std::vector<std::string> read_all(const BoardEntries& entries, const BoardFilter& filter, const char* sort,
                                  size_t limit) {
  std::vector<std::string> ids;
  std::string cursor;
  do {
    const auto page = board_page(entries, filter, *board_order(sort), cursor, limit, at_second(2000));
    REQUIRE(page);
    REQUIRE(page->entries.size() <= limit);
    for (const auto& entry : page->entries)
      ids.push_back(entry->id);
    cursor = page->next;
  } while (!cursor.empty());
  return ids;
}

BadgeFacts random_facts(std::mt19937_64& random, Timestamp now) {
  const auto pick = [&](uint64_t below) { return random() % below; };
  BadgeFacts facts;
  facts.now = now;
  facts.disconnected = pick(8) == 0;
  if (pick(10) != 0) facts.grant = static_cast<GrantState>(pick(5));
  facts.grant_issued_at = now - 24h * 10;
  facts.marketplaces_selected = pick(4);
  if (pick(4) == 0) facts.unavailable.assign(pick(3), "DE");
  if (pick(12) == 0) facts.connector_problem = "The connector was refused";
  for (uint64_t i = 0, count = pick(4); i < count; ++i) {
    StreamFacts stream;
    stream.id = stream.title = "stream " + std::to_string(i);
    stream.stale_after = std::chrono::hours{1 + static_cast<int>(pick(48))};
    if (pick(6) != 0) stream.last_success_at = now - std::chrono::minutes{static_cast<int>(pick(3000))};
    stream.last_run_failed = pick(6) == 0;
    if (!stream.last_success_at && pick(2) == 0)
      stream.joined_at = now - std::chrono::minutes{static_cast<int>(pick(3000))};
    facts.streams.push_back(stream);
  }
  return facts;
}

}  // namespace

TEST_CASE("the board knows at any later time what badge the facts give") {
  std::mt19937_64 random(2026);
  const Timestamp now = at_second(1'770'000'000);
  size_t turned = 0;
  for (int i = 0; i < 5000; ++i) {
    BadgeFacts facts = random_facts(random, now);
    BoardEntry entry;
    entry.badge = evaluate_badge(facts).badge;
    entry.fresh_until = fresh_until(facts, entry.badge);
    for (int minutes : {0, 1, 59, 60, 61, 600, 1440, 4000}) {
      facts.now = now + std::chrono::minutes{minutes};
      const Badge truth = evaluate_badge(facts).badge;
      INFO("history " << i << ", " << minutes << " minutes later: " << to_text(truth));
      REQUIRE(entry.badge_at(facts.now) == truth);
      turned += truth != entry.badge ? 1 : 0;
    }
  }
  CHECK(turned > 100);  // the test has seen badges turn
}

TEST_CASE("every order gives each connection once, in order, whatever the size of the page") {
  const BoardEntries entries = entries_of(200);
  for (const char* sort : {"", "created", "-created", "label", "-label", "badge", "-badge", "last_success",
                           "-last_success", "channel", "-channel"}) {
    INFO("sort=" << sort);
    const auto whole = read_all(entries, {}, sort, 200);
    CHECK(whole.size() == 200);
    CHECK(std::set<std::string>(whole.begin(), whole.end()).size() == 200);
    CHECK(read_all(entries, {}, sort, 7) == whole);
  }
  CHECK_FALSE(board_order("size"));
  CHECK_FALSE(board_order("-"));
}

TEST_CASE("orders mean what they say") {
  const BoardEntries entries = entries_of(60);
  const auto first = [&](const char* sort) {
    return *board_page(entries, {}, *board_order(sort), "", 1, at_second(2000))->entries.front();
  };
  CHECK(first("badge").badge == Badge::revoked);
  CHECK(first("-badge").badge == Badge::connected);
  CHECK_FALSE(first("last_success").last_success_at);  // never is longest ago
  CHECK(first("label").label == "Shop 0");
  CHECK(first("-label").label == "Shop 9");
  CHECK(first("channel").channel == "ads");
  CHECK(first("created").id == "con_10000");
}

TEST_CASE("a cursor names a place: who left does not shift it, who came before it is not repeated") {
  BoardEntries entries = entries_of(50);
  const auto order = *board_order("label");
  const auto page = board_page(entries, {}, order, "", 10, at_second(2000));
  REQUIRE(page);
  const std::string last = page->entries.back()->id;
  const auto rest_before = board_page(entries, {}, order, page->next, 50, at_second(2000));
  std::erase_if(entries, [&](const auto& entry) { return entry->id == last; });
  const auto rest = board_page(entries, {}, order, page->next, 50, at_second(2000));
  REQUIRE(rest);
  CHECK(rest->entries == rest_before->entries);
  CHECK(rest->entries.size() == 40);
  for (const char* bad : {"x", "12", "12.", "1.2", ".."})
    if (auto answer = board_page(entries, {}, order, bad, 10, at_second(2000)); !answer)
      CHECK(answer.error().code == "cursor_invalid");
  CHECK_FALSE(board_page(entries, {}, order, "x", 10, at_second(2000)));
}

TEST_CASE("filters: several values of one, all of the words, every part") {
  const BoardEntries entries = entries_of(120);
  const auto count = [&](BoardFilter filter) { return board_ids(entries, filter, at_second(2000)).size(); };
  CHECK(count({}) == 120);
  CHECK(count({.channels = {"ads"}}) == 40);
  CHECK(count({.channels = {"ads", "shop"}}) == 120);
  CHECK(count({.regions = {"EU"}, .badges = {Badge::revoked, Badge::expired}}) == 20);
  CHECK(count({.tags = {"spring"}}) == 30);
  CHECK(count({.paused = true}) == 12);
  CHECK(count({.text = "  7 SHOP "}) == count({.text = "shop 7"}));
  CHECK(count({.text = "shop 7"}) > 0);
  CHECK(count({.text = "shop 7"}) < 120);
  CHECK(count({.text = "shop nothing"}) == 0);
  CHECK(count({.ids = {"con_10003", "con_10005"}}) == 2);
  CHECK(count({.managed_by = "file"}) == 0);
}

TEST_CASE("a name is found in whatever case it is written, in every alphabet") {
  ConnectionStatus status;
  status.connection.id = "con_1";
  status.connection.label = "MÜNCHEN Ёлка 東京";
  const BoardEntries entries = {std::make_shared<const BoardEntry>(board_entry(status, "Shop", "Europe"))};
  for (const char* text : {"münchen", "München ёЛКА", "東京", "shop"}) {
    INFO(text);
    CHECK(board_ids(entries, {.text = text}, at_second(2000)).size() == 1);
  }
  CHECK(board_ids(entries, {.text = "munchen"}, at_second(2000)).empty());
}

TEST_CASE("facets count what another choice would give; groups count what is shown") {
  const BoardEntries entries = entries_of(120);
  const auto facets =
      board_facets(entries, {.channels = {"ads"}, .badges = {Badge::revoked}}, at_second(2000));
  CHECK(facets.all == 120);
  CHECK(facets.total ==
        board_ids(entries, {.channels = {"ads"}, .badges = {Badge::revoked}}, at_second(2000)).size());
  CHECK(facets.channels.at("shop") ==
        board_ids(entries, {.channels = {"shop"}, .badges = {Badge::revoked}}, at_second(2000)).size());
  CHECK(facets.badges[static_cast<size_t>(Badge::stale)] ==
        board_ids(entries, {.channels = {"ads"}, .badges = {Badge::stale}}, at_second(2000)).size());
  CHECK(board_facets(entries, {.channels = {"ads"}}, at_second(2000)).workspaces.at("Acme") ==
        board_ids(entries, {.workspaces = {"Acme"}, .channels = {"ads"}}, at_second(2000)).size());
  CHECK(board_facets(entries, {.workspaces = {"Acme"}}, at_second(2000)).workspaces.at("default") ==
        board_ids(entries, {.workspaces = {"default"}}, at_second(2000)).size());
  size_t in_groups = 0;
  for (const BoardGroup& group : facets.groups) {
    CHECK(group.channel == "ads");
    in_groups += group.count;
  }
  CHECK(in_groups == facets.total);
}

TEST_CASE_METHOD(WatchFixture, "the board reads what changed a moment ago, and forgets what is gone") {
  add_healthy("con_1");
  add_healthy("con_2");
  StatusBoard board(registry, events, [](const std::string&) { return std::vector<LiveStream>(); });
  auto first = board.current(reader, clock.now());
  REQUIRE(first);
  CHECK((*first)->size() == 2);
  CHECK((*first)->front()->badge == Badge::connected);

  set_stream("con_1", "orders", "", "HTTP 503");
  CHECK((*board.current(reader, clock.now()))->front()->badge == Badge::connected);  // nobody told
  events.publish({"connection", "con_1", "{}"});
  CHECK((*board.current(reader, clock.now()))->front()->badge == Badge::sync_error);
  CHECK((*first)->front()->badge == Badge::connected);  // a snapshot stays as it was

  set_stream("con_1", "orders", "");
  events.publish({"connection", "con_1", "{}"});
  board.before_look();
  const auto seen = statuses();
  set_stream("con_1", "orders", "", "HTTP 500");
  events.publish({"connection", "con_1", "{}"});  // after the watch has read: its look does not cover it
  board.look({seen, true, clock.now()});
  CHECK(board.entries()->front()->badge == Badge::connected);
  CHECK((*board.current(reader, clock.now()))->front()->badge == Badge::sync_error);

  add_healthy("con_0");
  events.publish({"connection", "con_0", "{}"});
  auto three = *board.current(reader, clock.now());
  REQUIRE(three->size() == 3);
  CHECK(three->front()->id == "con_0");
  write([](Session& session) {
    session << "DELETE FROM connections WHERE id = 'con_0'", Poco::Data::Keywords::now;
  });
  events.publish({"connection", "con_0", "{}"});
  CHECK((*board.current(reader, clock.now()))->size() == 2);
}

TEST_CASE_METHOD(WatchFixture, "a look that began before a change does not undo what was read after it") {
  add_healthy("con_1");
  StatusBoard board(registry, events, [](const std::string&) { return std::vector<LiveStream>{}; });
  REQUIRE(board.current(reader, clock.now()));
  board.before_look();
  const auto before = *reader.list({}, {});
  write(
      [](Session& session) { session << "UPDATE connections SET label = 'new'", Poco::Data::Keywords::now; });
  events.publish({"connection", "con_1", "{}"});
  REQUIRE((*board.current(reader, clock.now()))->front()->label == "new");
  board.look({before, true, clock.now()});
  CHECK((*board.current(reader, clock.now()))->front()->label == "new");
}

TEST_CASE_METHOD(WatchFixture,
                 "what grows stale by itself is found without the store, and what runs is shown at once") {
  add_healthy("con_1");
  std::vector<LiveStream> live;
  StatusBoard board(registry, events, [&](const std::string&) { return live; });
  REQUIRE(board.current(reader, clock.now()));
  CHECK(board.changed_by_time(clock.now()).empty());
  CHECK(board.changed_by_time(clock.now() + 2h).empty());
  CHECK(board.changed_by_time(clock.now() + 2h + 1s) == std::vector<std::string>{"con_1"});
  live.resize(2);
  live[0].state = "queued";
  live[1].state = "running";
  CHECK(board.entries()->front()->activity == "idle");
  events.publish({"run", "con_1", "{}"});
  CHECK(board.entries()->front()->activity == "running");
}

TEST_CASE_METHOD(WatchFixture, "the watch reads what changed, what turned by time, and all of them rarely") {
  struct Seen : StatusObserver {
    explicit Seen(VirtualClock& of) : clock(of) {}
    void look(const Look& look) override {
      looks.emplace_back(look.statuses.size(), look.all);
      gone = look.gone;
      if (look.all) clock.advance(3s);  // what it costs to read all
    }
    VirtualClock& clock;
    std::vector<std::pair<size_t, bool>> looks;
    std::vector<std::string> gone;
  } seen(clock);
  for (const char* id : {"con_1", "con_2", "con_3"})
    add_healthy(id);
  std::vector<std::string> turned;
  auto aside = [](Work work) { work(); };
  StatusWatch::Dependencies parts{
      reader, events, core, aside, clock, logger(), [&](Timestamp) { return std::exchange(turned, {}); }};
  StatusWatch watch(parts, {&seen});
  watch.start();
  core.run_for(1s);
  REQUIRE(seen.looks == std::vector<std::pair<size_t, bool>>{{3, true}});

  for (int i = 0; i < 3; ++i)
    events.publish({"connection", "con_2", "{}"});
  events.publish({"connection", "con_9", "{}"});
  core.run_for(1s);
  REQUIRE(seen.looks.size() == 2);
  CHECK(seen.looks.back() == std::pair<size_t, bool>{1, false});
  CHECK(seen.gone == std::vector<std::string>{"con_9"});

  turned = {"con_1", "con_3"};
  core.run_for(1min);
  REQUIRE(seen.looks.size() == 3);
  CHECK(seen.looks.back() == std::pair<size_t, bool>{2, false});
  core.run_for(3min);
  CHECK(seen.looks.size() == 3);  // nothing changed: nothing was read
  core.run_for(2min);
  REQUIRE(seen.looks.size() == 4);  // 300 seconds after a look that took 3
  CHECK(seen.looks.back() == std::pair<size_t, bool>{3, true});
}
