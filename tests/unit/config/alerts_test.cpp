// [alerts], [[alerts.destinations]] and [smtp].
#include <catch2/catch.hpp>

#include "config_folder.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;
using namespace std::chrono_literals;

namespace {

const std::string kMail = "[smtp]\nhost = \"smtp.example.com\"\nfrom = \"mooring@example.com\"\n";

std::string problem_of(const std::string& text) {
  return only_problem(load_config_text(text, "c.toml"));
}

std::string destination(const std::string& more) {
  return "[[alerts.destinations]]\nname = \"ops\"\n" + more;
}

}  // namespace

TEST_CASE("destinations are read with their rules") {
  ScopedEnv url("MOORING_TEST_URL", "https://hooks.example.com/1"),
      key("MOORING_TEST_KEY", std::string(40, 'k'));
  auto load = load_config_text(kMail + destination(R"(kind = "webhook"
url = { env = "MOORING_TEST_URL" }
secret = { env = "MOORING_TEST_KEY" }
kinds = ["badge", "expiry"]
badges = ["revoked"]
channels = ["shop"]
min_severity = "warning"
recovered = false
quiet = "2h"
delay = "10m"
[[alerts.destinations]]
name = "mail"
kind = "email"
to = ["a@example.com", "b@example.com"]
)"),
                               "c.toml");
  INFO(all_problems(load));
  REQUIRE(load.problems.empty());
  REQUIRE(load.config.alerts.destinations.size() == 2);
  const DeclaredDestination& hook = load.config.alerts.destinations[0];
  CHECK(hook.kind == "webhook");
  CHECK(hook.url.reveal() == "https://hooks.example.com/1");
  CHECK(hook.rules.kinds == std::vector<std::string>{"badge", "expiry"});
  CHECK(hook.rules.badges == std::vector<std::string>{"revoked"});
  CHECK(hook.rules.min_severity == "warning");
  CHECK_FALSE(hook.rules.recovered);
  CHECK(hook.rules.quiet == 2h);
  CHECK(hook.rules.delay == 10min);
  CHECK(load.config.alerts.destinations[1].to.size() == 2);
  CHECK(load.config.smtp.port == 587);
}

TEST_CASE("mail over TLS from the start has another port") {
  CHECK(load_config_text(kMail + "security = \"tls\"\n", "c.toml").config.smtp.port == 465);
  CHECK(load_config_text(kMail + "port = 2525\n", "c.toml").config.smtp.port == 2525);
}

TEST_CASE("what cannot work is refused with what to write instead") {
  ScopedEnv url("MOORING_TEST_URL", "https://hooks.example.com/1"), key("MOORING_TEST_KEY", "short");
  const std::string hook = "kind = \"webhook\"\nurl = { env = \"MOORING_TEST_URL\" }\n";
  auto wrong = GENERATE_REF(table<std::string, std::string>({
      {destination("kind = \"pager\"\nurl = { env = \"MOORING_TEST_URL\" }\n"),
       "'pager' is not one of webhook, slack, email"},
      {destination("kind = \"slack\"\n"), ".url: is missing"},
      {destination(hook), ".secret: is missing"},
      {destination(hook + "secret = { env = \"MOORING_TEST_KEY\" }\n"), ".secret: is too short"},
      {kMail + destination("kind = \"email\"\n"), ".to: is missing"},
      {destination("kind = \"email\"\nto = [\"a@example.com\"]\n"), "there is no [smtp]"},
      {kMail + destination("kind = \"email\"\nto = [\"a@example.com\"]\nkinds = [\"badges\"]\n"),
       "Did you mean 'badge'?"},
      {"[smtp]\nhost = \"smtp.example.com\"\n", "smtp.from: is missing"},
      {"[smtp]\nhost = \"smtp.example.com\"\nfrom = \"Mooring <m@example.com>\"\n", "is not a mail address"},
      {kMail + "user = \"u\"\n", "smtp.password: and smtp.user belong together"},
      {kMail + "security = \"none\"\n", "unencrypted to another machine"},
  }));
  INFO(std::get<0>(wrong));
  CHECK_THAT(problem_of(std::get<0>(wrong)), Catch::Matchers::Contains(std::get<1>(wrong)));
}

TEST_CASE("two destinations of one name are refused") {
  const std::string mail = "kind = \"email\"\nto = [\"a@example.com\"]\n";
  CHECK_THAT(problem_of(kMail + destination(mail) + destination(mail)),
             Catch::Matchers::Contains("alerts.destinations[1].name: 'ops' is the name of another"));
}
