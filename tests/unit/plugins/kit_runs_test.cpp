// What the test double of the SDK refuses over a whole run, as the host does: what no single action shows.
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>

#include "scripted_plugin.hpp"

using namespace mooring::test;
namespace kit = mooring::testing;
using Catch::Matchers::Contains;

namespace {

// A task that answers its n-th resume as the test says.
struct KitBench {
  ScriptedPlugin plugin;
  kit::ScriptedHttp http;
  kit::TaskDriver driver{plugin.entry, http};
  size_t resumes = 0;
  std::vector<int32_t> events;

  explicit KitBench(std::function<void(mooring_action&, size_t resume)> answers) {
    plugin.on_resume = [this, answers = std::move(answers)](const mooring_event& event,
                                                            mooring_action& action) {
      events.push_back(event.kind);
      answers(action, resumes++);
    };
    driver.call.marketplaces = {"M-DE"};
  }
  std::string refusal(const std::string& stream = "items") {
    try {
      driver.sync(stream);
    } catch (const kit::HostRefusal& refused) {
      return refused.what();
    }
    return {};
  }
};

void emit(mooring_action& action, size_t row_count) {
  static std::vector<mooring_cell> cells;
  static mooring_batch batch;
  cells.assign(row_count * 7, mooring_cell{});
  for (size_t row = 0; row < row_count; ++row)
    cells[row * 7] = {MOORING_CELL_TEXT, 0, 0, str("A-1")};
  batch = {sizeof batch, 0, str("items"), row_count, cells.data(), nullptr, nullptr, 7};
  action.kind = MOORING_ACTION_EMIT;
  action.emit = &batch;
}

void checkpoint(mooring_action& action, const mooring_listing* listing = nullptr) {
  static mooring_checkpoint point;
  point = {};
  point.struct_size = sizeof point;
  point.listings = listing;
  point.listing_count = listing != nullptr ? 1 : 0;
  action.kind = MOORING_ACTION_CHECKPOINT;
  action.checkpoint = &point;
}

void progress(mooring_action& action) {
  static const mooring_progress step{sizeof step, 0, 1, 2, {}};
  action.kind = MOORING_ACTION_PROGRESS;
  action.progress = &step;
}

void request(mooring_action& action, const char* url, uint32_t flags = 0) {
  static mooring_http_request asked;
  asked = {};
  asked.struct_size = sizeof asked;
  asked.flags = flags;
  asked.method = str("GET");
  asked.url = str(url);
  action.kind = MOORING_ACTION_HTTP;
  action.http = &asked;
}

}  // namespace

TEST_CASE("kit: more rows than the host holds without a checkpoint") {
  KitBench endless([](mooring_action& action, size_t) { emit(action, 10'000); });
  CHECK_THAT(endless.refusal(), Contains("The plugin emitted more than 50000 rows without a checkpoint"));
  CHECK(endless.resumes == 6);

  KitBench orderly([](mooring_action& action, size_t resume) {
    if (resume == 12) return void(action.kind = MOORING_ACTION_DONE);
    resume % 6 == 5 ? checkpoint(action) : emit(action, 10'000);
  });
  CHECK(orderly.refusal().empty());
}

TEST_CASE("kit: a task that ends with rows behind its last checkpoint") {
  for (const size_t rows : {1, 3}) {
    KitBench bench([rows](mooring_action& action, size_t resume) {
      if (resume == 2) return void(action.kind = MOORING_ACTION_DONE);
      resume == 0 ? checkpoint(action) : emit(action, rows);
    });
    CHECK_THAT(bench.refusal(), Contains("The plugin ended with " + std::to_string(rows) +
                                         (rows == 1 ? " row" : " rows") + " behind its last checkpoint"));
  }
  KitBench failing([](mooring_action& action, size_t resume) {
    static const mooring_failure why{sizeof why, MOORING_FAIL_SERVER, 503, 0, {}, {}, str("Down")};
    if (resume == 0) return emit(action, 1);
    action.kind = MOORING_ACTION_FAIL;
    action.fail = &why;
  });
  CHECK(failing.refusal().empty());  // they are dropped, and read again by the next run
}

TEST_CASE("kit: a complete listing of a stream that never tells what is gone") {
  static const mooring_listing lines{str("lines"), str("M-DE"), {}, {}, {}, {}, 0, 0};
  KitBench bench([](mooring_action& action, size_t) { checkpoint(action, &lines); });
  CHECK_THAT(bench.refusal(), Contains("The plugin told a complete listing of the stream 'lines'"));
}

TEST_CASE("kit: streams that no run is started for") {
  KitBench bench([](mooring_action& action, size_t) { action.kind = MOORING_ACTION_DONE; });
  CHECK_THAT(bench.refusal("nothing"), Contains("the manifest has no stream 'nothing'"));
  CHECK_THAT(bench.refusal("lines"), Contains("'lines' has no runs of its own: it is fed by 'items'"));
  CHECK(bench.resumes == 0);
}

TEST_CASE("kit: a request to a host that is not declared is not sent, and the task is told so") {
  KitBench bench([](mooring_action& action, size_t resume) {
    if (resume == 1) return void(action.kind = MOORING_ACTION_DONE);
    request(action, "https://evil.example.net/items");
  });
  CHECK(bench.refusal().empty());
  CHECK(bench.events == std::vector<int32_t>{MOORING_EVENT_START, MOORING_EVENT_FAILED});
  CHECK(bench.http.seen().empty());

  for (const char* url : {"https://api.example.com/items", "https://API.example.com",
                          "https://a.files.example.com/x", "https://api.example.com?x=1"}) {
    KitBench good([url](mooring_action& action, size_t resume) {
      if (resume == 1) return void(action.kind = MOORING_ACTION_DONE);
      request(action, url);
    });
    good.http.otherwise([](const kit::SeenRequest&) { return kit::CannedResponse{}; });
    CHECK(good.refusal().empty());
    CHECK(good.http.seen().size() == 1);
  }
}

TEST_CASE("kit: a task that goes in circles") {
  const std::string circles = "it goes in circles";
  KitBench told([](mooring_action& action, size_t) { progress(action); });
  CHECK_THAT(told.refusal(), Contains(circles));
  CHECK(told.resumes == 1001);

  KitBench naps([](mooring_action& action, size_t) { action.kind = MOORING_ACTION_SLEEP; });  // until 1970
  CHECK_THAT(naps.refusal(), Contains(circles));

  KitBench reads([](mooring_action& action, size_t resume) {
    if (resume == 0) return request(action, "https://api.example.com/large", MOORING_HTTP_STREAM_BODY);
    action.kind = MOORING_ACTION_READ;
  });
  reads.http.otherwise([](const kit::SeenRequest&) { return kit::CannedResponse{200, "abc", {}}; });
  CHECK_THAT(reads.refusal(), Contains(circles));

  KitBench answered([](mooring_action& action, size_t resume) {
    if (resume == 5000) return void(action.kind = MOORING_ACTION_DONE);
    resume % 900 == 0 ? request(action, "https://api.example.com/items") : progress(action);
  });
  answered.http.otherwise([](const kit::SeenRequest&) { return kit::CannedResponse{}; });
  CHECK(answered.refusal().empty());
}
