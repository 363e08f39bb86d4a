// What becomes a mail's head, and a server that says nothing.
#include <catch2/catch.hpp>

#include <thread>
#include "base/mail_address.hpp"

#include "curl_fixture.hpp"
#include "transport/mail.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE("Nothing begins a header of its own", "[transport][mail][security]") {
  CHECK(mail_header_text("Shop\r\nBcc: eve@example.com") == "Shop  Bcc: eve@example.com");
  const std::string encoded = mail_header_text(
      "L\xc3\xa4"
      "den\r\nBcc: eve@example.com " +
      std::string(200, 'x'));
  CHECK(encoded.starts_with("=?UTF-8?B?"));
  CHECK(encoded.find_first_of("\r\n:") == std::string::npos);
  // Broken UTF-8 neither hangs nor gets through.
  CHECK(mail_header_text(std::string(100, '\x80')) == std::string(100, '?'));
}

TEST_CASE("The text of a mail has CRLF at every line's end and short lines", "[transport][mail]") {
  CHECK(quoted_printable("").empty());
  CHECK(quoted_printable("one\ntwo\r\n\nlast") == "one\r\ntwo\r\n\r\nlast\r\n");
  CHECK(quoted_printable("a=b, L\xc3\xa4\tx \n") == "a=3Db, L=C3=A4\tx=20\r\n");
  CHECK(quoted_printable(".") == ".\r\n");
  CHECK(quoted_printable("\x01\x7f") == "=01=7F\r\n");
  CHECK(quoted_printable(std::string(76, 'x')) == std::string(76, 'x') + "\r\n");
  CHECK(quoted_printable(std::string(77, 'x')) == std::string(75, 'x') + "=\r\nxx\r\n");
  // No escape is cut in two.
  const std::string coded = quoted_printable(std::string(100, '\xe4'));
  for (size_t start = 0; start < coded.size();) {
    const size_t end = coded.find("\r\n", start);
    CHECK(end - start <= 76);
    CHECK((end - start - (coded[end - 1] == '=' ? 1 : 0)) % 3 == 0);
    start = end + 2;
  }
}

TEST_CASE("An address is one address", "[transport][mail][security]") {
  CHECK(is_mail_address("ops+alerts@mail.example.com"));
  for (const char* address :
       {"", "@example.com", "ops@", "ops", "a@b@c", "ops@example.com\r\nRCPT TO:<eve@example.com>",
        "ops@example.com>", "<ops@example.com", "ops@example.com, eve@example.com", "ops @example.com",
        "ops@-example.com", "ops@example..com"}) {
    INFO(address);
    CHECK_FALSE(is_mail_address(address));
  }
}

TEST_CASE("A silent mail server does not hold up the end of the host", "[transport][mail]") {
  std::atomic<bool> reached{false};
  RawServer server([&](RawConnection& connection) {
    reached = true;
    connection.read_request();  // says no greeting, and waits until the other side goes
  });
  WaitingExecutor executor;
  CurlMailSender::Options options;
  options.host = "127.0.0.1";
  options.port = server.port();
  options.security = CurlMailSender::Security::none;
  options.from = "mooring@example.com";
  std::thread aside;
  CurlMailSender sender(
      options, [&](Work work) { aside = std::thread(std::move(work)); }, executor);
  std::optional<MailResult> result;
  const auto keep = [&](MailResult one) { result = std::move(one); };
  sender.send({{"ops@example.com"}, "a subject", "a text", "dlv_1", {}}, keep);
  while (!reached)
    std::this_thread::yield();
  const auto before = std::chrono::steady_clock::now();
  sender.stop();
  REQUIRE(executor.run_until([&] { return result.has_value(); }));
  CHECK(std::chrono::steady_clock::now() - before < 5s);
  CHECK_FALSE(result->sent);
  CHECK_FALSE(result->refused);
  aside.join();

  result.reset();  // what was waiting behind it does not begin
  sender.send({{"ops@example.com"}, "another", "a text", "dlv_2", {}}, keep);
  REQUIRE(executor.run_until([&] { return result.has_value(); }));
  CHECK(result->answer == "Mooring is stopping");
  aside.join();
}
