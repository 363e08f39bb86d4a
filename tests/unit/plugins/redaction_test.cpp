#include "plugins/redaction.hpp"

#include <catch2/catch.hpp>

#include "plugins/action_texts.hpp"

using namespace mooring::host;

namespace {

constexpr char kPlanted[] = "Atzr|IwEBIPlanted";
const std::string kSaid = std::string("a ") + kPlanted + " b", kClean = "a [secret] b";

class OneAction final : public TaskRunner {
 public:
  TaskAction action;
  std::optional<Error> refusal;
  Result<std::unique_ptr<PluginTask>> start(const std::string&, const TaskCall&) override {
    if (refusal) return fail(*refusal);
    return std::make_unique<Task>(*this);
  }

 private:
  struct Task final : PluginTask {
    explicit Task(OneAction& o) : owner(o) {}
    void resume(TaskEvent, std::function<void(TaskAction)> on_action) override {
      on_action(std::move(owner.action));
    }
    OneAction& owner;
  };
};

struct Fixture {
  Redactor redactor;
  OneAction inner;
  RedactedTasks tasks{inner, redactor};
  Fixture() { redactor.add(Secret(kPlanted)); }

  template <class Action>
  Action after(Action said) {
    inner.action = std::move(said);
    auto task = tasks.start("shop", {});
    REQUIRE(task);
    std::optional<TaskAction> got;
    (*task)->resume(StartEvent{}, [&](TaskAction action) { got = std::move(action); });
    REQUIRE(got);
    return std::get<Action>(std::move(*got));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "every text for people that a task can give loses the secrets in it",
                 "[security]") {
  const FailAction failed = after(FailAction{{FailureKind::permission, 403, kSaid, kSaid, kSaid}});
  CHECK(failed.failure.message == kClean);
  CHECK(failed.failure.endpoint == kClean);
  CHECK(failed.failure.request_id == kClean);
  CHECK(failed.failure.status == 403);
  const NoticeAction notice = after(NoticeAction{"odd", kSaid, kSaid, kSaid, 400});
  CHECK(notice.message == kClean);
  CHECK(notice.endpoint == kClean);
  CHECK(notice.request_id == kClean);
  CHECK(after(ProgressAction{1, 2, kSaid}).note == kClean);
  CHECK(after(SleepAction{{}, kSaid}).what == kClean);
  IdentityAction told;
  told.account_id = "A1";
  told.account_name = kSaid;
  told.marketplaces.push_back({"M1", kSaid, "DE", "EUR", "UTC", kSaid});
  told.permissions.push_back({"orders", kSaid, true});
  const IdentityAction identity = after(told);
  CHECK(identity.account_id == "A1");
  CHECK(identity.account_name == kClean);
  CHECK(identity.marketplaces.at(0).name == kClean);
  CHECK(identity.marketplaces.at(0).note == kClean);
  CHECK(identity.permissions.at(0).note == kClean);
}

TEST_CASE_METHOD(Fixture, "what a task asks for, and its data, stay as they are") {
  HttpAction http;
  http.url = kSaid;
  CHECK(after(http).url == kSaid);
  CHECK(after(CheckpointAction{kSaid, {}}).cursor == kSaid);
}

TEST_CASE_METHOD(Fixture, "a task that does not start says so without the secrets", "[security]") {
  inner.refusal = Error{"plugin_refused", kSaid, kSaid};
  auto task = tasks.start("shop", {});
  REQUIRE_FALSE(task);
  CHECK(task.error().code == "plugin_refused");
  CHECK(task.error().message == kClean);
  CHECK(task.error().hint == kClean);
}

TEST_CASE("what is cut ends with a whole word, so that no half of a secret stays", "[security]") {
  const auto words = [](const std::string& text, size_t max_bytes) {
    return ActionTexts::words({text.data(), text.size()}, max_bytes);
  };
  CHECK(words("refused: Atzr|IwEBIPlanted", 26) == "refused: Atzr|IwEBIPlanted");
  CHECK(words("refused: Atzr|IwEBIPlanted", 25) == "refused: ...");
  CHECK(words(R"({"token":"Atzr|IwEBIPlanted"})", 20) == R"({"token":"...)");
  CHECK(words("Atzr|IwEBIPlanted", 12) == "...");
  CHECK(words("\u8a2d\u5b9a\u3092\u78ba\u8a8d", 12) == "\u8a2d\u5b9a\u3092...");  // words without spaces
}
