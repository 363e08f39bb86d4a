// Outbound mail: one message to some recipients over the configured SMTP server. The message is one text
// in UTF-8; nothing of it can begin a header of its own. send() may be called from any thread; done runs
// on the executor given at construction. Sending itself blocks, aside, one message after the other.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/secret.hpp"

namespace mooring::host {

struct Mail {
  std::vector<std::string> to;  // addresses: user@example.com
  std::string subject, text;    // UTF-8
  std::string id;               // makes the Message-ID: the same message that is sent again keeps it
  Timestamp date;
};

struct MailResult {
  bool sent = false;
  bool refused = false;  // for good, as the server says: sending it again would not help
  int status = 0;        // SMTP's; 0: there was no answer
  std::string answer;    // the server's words, or what went wrong
  Duration took{};
};

class MailSender {
 public:
  virtual ~MailSender() = default;
  virtual void send(Mail mail, std::function<void(MailResult)> done) = 0;
  // Any thread. What is under way, and what comes later, ends soon as not sent.
  virtual void stop() {}
};

// RFC 2047 where it is not plain ASCII; line breaks and controls become spaces.
std::string mail_header_text(std::string_view utf8);
// RFC 2045: lines of at most 76 characters that end in CRLF, the last one, too.
std::string quoted_printable(std::string_view text);
// "Thu, 01 Jan 2026 00:00:00 +0000"
std::string mail_date(Timestamp time);

class CurlMailSender final : public MailSender {
 public:
  enum class Security { starttls, tls, none };
  struct Options {
    std::string host;
    int port = 587;
    Security security = Security::starttls;
    std::string user;
    Secret password;
    std::string from;
    std::filesystem::path ca_file;  // PEM; empty: the system's
    Duration deadline = std::chrono::seconds{30};
  };
  // `aside` runs work on another thread; its owner ends it before the executor goes.
  CurlMailSender(Options options, std::function<void(Work)> aside, Executor& completions);
  ~CurlMailSender() override;
  void send(Mail mail, std::function<void(MailResult)> done) override;
  void stop() override;

 private:
  std::shared_ptr<const Options> options_;
  std::shared_ptr<std::atomic<bool>> stopping_ = std::make_shared<std::atomic<bool>>(false);
  std::function<void(Work)> aside_;
  Executor& completions_;
};

}  // namespace mooring::host
