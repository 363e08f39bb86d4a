#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

using namespace mooring::host;

namespace {

// What a Logger writes, through a pipe.
class Lines {
 public:
  Lines() { REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0); }
  ~Lines() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int fd() const { return ends_[1]; }
  std::string read() {
    std::string text(64 << 10, '\0');
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    ssize_t size = ::read(ends_[0], text.data(), text.size());
    text.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return text;
  }

 private:
  int ends_[2];
};

const Timestamp kNow = from_unix_us(1'767'323'045'000'000);

}  // namespace

TEST_CASE("a secret reveals its value only when asked, and is empty after a move") {
  Secret secret("correct horse battery");
  CHECK(secret.reveal() == "correct horse battery");
  Secret copy = secret;
  CHECK(copy == secret);
  Secret moved = std::move(secret);
  CHECK(moved == copy);
  CHECK(secret.empty());  // NOLINT(bugprone-use-after-move): that it is empty is what is tested
  copy = Secret("other");
  CHECK_FALSE(copy == moved);
  CHECK(Secret() == Secret(""));
  Secret& self = copy;
  copy = self;
  CHECK(copy.reveal() == "other");
}

TEST_CASE("wiping overwrites the characters where they stood") {
  std::string text(100, 'x');
  const char* where = text.data();
  wipe_string(text);
  CHECK(text.empty());
  CHECK(text.data() == where);
  CHECK(std::string(where, 100).find('x') == std::string::npos);
}

TEST_CASE("a short secret leaves nothing in the object it was moved from") {
  Secret from("short-secret");  // lives inside the string object
  Secret to(std::move(from));
  std::string raw(reinterpret_cast<const char*>(&from), sizeof from);  // NOLINT(bugprone-use-after-move)
  CHECK(raw.find("short-secret") == std::string::npos);
  CHECK(to.reveal() == "short-secret");
}

TEST_CASE("secrets are removed by value, also in URL encoding") {
  Redactor redactor;
  redactor.add(Secret("Atzr|abc/def"));
  CHECK(redactor.redact("a=Atzr|abc/def b=Atzr|abc/def") == "a=[secret] b=[secret]");
  CHECK(redactor.redact("token=Atzr%7Cabc%2Fdef&x=1") == "token=[secret]&x=1");
  CHECK(redactor.redact("nothing here") == "nothing here");
}

TEST_CASE("short values are not searched for") {
  Redactor redactor;
  redactor.add(Secret("abc"));
  redactor.add(Secret());
  CHECK(redactor.redact("abc alphabet") == "abc alphabet");
}

TEST_CASE("a secret that begins another one does not leave the other's rest") {
  Redactor redactor;
  redactor.add(Secret("prefix-secret"));
  redactor.add(Secret("prefix-secret-and-more"));
  CHECK(redactor.redact("x prefix-secret-and-more y prefix-secret z") == "x [secret] y [secret] z");
}

TEST_CASE("a secret that was added twice stays until it is removed twice") {
  Redactor redactor;
  Secret secret("secret-value-1");
  redactor.add(secret);
  redactor.add(secret);
  redactor.remove(secret);
  CHECK(redactor.redact("secret-value-1") == "[secret]");
  redactor.remove(secret);
  CHECK(redactor.redact("secret-value-1") == "secret-value-1");
  redactor.remove(secret);  // no effect
}

TEST_CASE("a text line: time, level, message and fields on one line, without secrets") {
  Lines lines;
  VirtualClock clock(kNow);
  Redactor redactor;
  redactor.add(Secret("secret-value-1"));
  Logger logger(lines.fd(), LogLevel::info, LogFormat::text, clock, redactor);
  logger.warning("refresh failed\nwith secret-value-1",
                 {{"endpoint", "POST https://x/\"y\""}, {"token", "secret-value-1"}});
  CHECK(lines.read() ==
        "2026-01-02T03:04:05Z warning refresh failed with [secret] endpoint=\"POST https://x/\\\"y\\\"\" "
        "token=\"[secret]\"\n");
}

TEST_CASE("a JSON line is escaped and well-formed, whatever a provider said") {
  Lines lines;
  VirtualClock clock(kNow);
  Redactor redactor;
  Logger logger(lines.fd(), LogLevel::info, LogFormat::json, clock, redactor);
  logger.error("say \"hi\" \\ \x01\xff", {{"a", "b\"c"}});
  CHECK(lines.read() ==
        "{\"time\":\"2026-01-02T03:04:05Z\",\"level\":\"error\",\"message\":\"say \\\"hi\\\" \\\\  "
        "?\",\"a\":\"b\\\"c\"}\n");
}

TEST_CASE("lines below the level are not written, and long fields are cut") {
  Lines lines;
  VirtualClock clock(kNow);
  Redactor redactor;
  Logger logger(lines.fd(), LogLevel::warning, LogFormat::text, clock, redactor);
  logger.debug("x");
  logger.info("x");
  CHECK(lines.read().empty());
  logger.error(std::string(limits::kLogFieldBytesMax * 2, 'x'));
  CHECK(lines.read().size() < limits::kLogFieldBytesMax + 100);
}

TEST_CASE(
    "a secret is found among thousands that begin like it, wherever it stands in a text of any length") {
  Redactor redactor;
  const auto token = [](int number) {
    return "Atzr|IwEBI-a-long-beginning-" + std::to_string(100'000 + number);
  };
  for (int number = 0; number < 3000; ++number)
    redactor.add(Secret(token(number)));
  redactor.add(Secret("eight-by"));
  for (const size_t around : {0u, 1u, 100u, 5'000u, 300'000u}) {
    const std::string filling(around, 'x');
    CAPTURE(around);
    for (const int number : {0, 1234, 2999})
      CHECK(redactor.redact(filling + token(number) + filling) == filling + "[secret]" + filling);
    CHECK(redactor.redact(filling + "eight-by") == filling + "[secret]");
    CHECK(redactor.redact(filling + "Atzr%7CIwEBI-a-long-beginning-100007") == filling + "[secret]");
    const std::string none = filling + token(3000) + filling;
    CHECK(redactor.redact(none) == none);
  }
  CHECK(redactor.redact("eight-b") == "eight-b");
  CHECK(redactor.redact("") == "");
  CHECK(redactor.redact(token(7) + token(8) + "eight-byeight-by") == "[secret][secret][secret][secret]");
}
