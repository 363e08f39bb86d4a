#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "transport/mail.hpp"

namespace mooring::host {
namespace {

constexpr size_t kAnswerBytesMax = 500;
constexpr long kRefusedFrom = 500;  // SMTP: 4xx is for now, 5xx is for good

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

bool append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) return false;
  (void)list.release();
  list.reset(longer);
  return true;
}

// The last line that the server said: libcurl hands over each as a header.
size_t keep_answer(char* data, size_t size, size_t count, void* answer) {
  *static_cast<std::string*>(answer) = clean_line({data, size * count}, kAnswerBytesMax);
  return size * count;
}

struct Reading {
  std::string_view left;
};

size_t hand_over(char* out, size_t size, size_t count, void* reading) {
  std::string_view& left = static_cast<Reading*>(reading)->left;
  const size_t bytes = std::min(size * count, left.size());
  left.copy(out, bytes);
  left.remove_prefix(bytes);
  return bytes;
}

// Asked by libcurl about once a second, also while nothing moves: not 0 ends it.
int is_stopping(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

class Message {
 public:
  Message(const CurlMailSender::Options& options, const Mail& mail, std::atomic<bool>& stopping)
      : options_(options), mail_(mail), stopping_(stopping), easy_(curl_easy_init()) {}

  MailResult send() {
    if (stopping_) return {false, false, 0, "Mooring is stopping", {}};
    if (!easy_ || !put_together()) return {false, false, 0, "out of memory", {}};
    set_connection();
    const CURLcode code = curl_easy_perform(easy_.get());
    return outcome(code);
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  bool put_together() {
    std::string to;
    for (const std::string& address : mail_.to) {
      to += (to.empty() ? "" : ",\r\n ") + address;
      if (!append(recipients_, "<" + address + ">")) return false;
    }
    const std::string domain = options_.from.substr(options_.from.find('@') + 1);
    message_ =
        "Date: " + mail_date(mail_.date) + "\r\nFrom: Mooring <" + options_.from + ">\r\nTo: " + to +
        "\r\nSubject: " + mail_header_text(mail_.subject) + "\r\nMessage-ID: <" + clean_line(mail_.id, 100) +
        "@" + domain +
        ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
        quoted_printable(mail_.text);
    reading_.left = message_;
    return true;
  }

  void set_connection() {
    using Security = CurlMailSender::Security;
    const bool tls = options_.security == Security::tls;
    const bool v6 = options_.host.find(':') != std::string::npos && !options_.host.starts_with('[');
    url_ = std::string(tls ? "smtps://" : "smtp://") + (v6 ? "[" + options_.host + "]" : options_.host) +
           ":" + std::to_string(options_.port);
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_USE_SSL,
        static_cast<long>(options_.security == Security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
    if (!options_.user.empty()) {
      password_ = std::string(options_.password.reveal());
      set(CURLOPT_USERNAME, options_.user.c_str());
      set(CURLOPT_PASSWORD, password_.c_str());
    }
    from_ = "<" + options_.from + ">";
    set(CURLOPT_MAIL_FROM, from_.c_str());
    set(CURLOPT_MAIL_RCPT, recipients_.get());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, hand_over);
    set(CURLOPT_READDATA, static_cast<void*>(&reading_));
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message_.size()));
    set(CURLOPT_HEADERFUNCTION, keep_answer);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&answer_));
    set(CURLOPT_ERRORBUFFER, error_text_);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, is_stopping);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&stopping_));
    auto milliseconds = [](auto duration) {
      return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
    };
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits::kConnectTimeout));
    set(CURLOPT_TIMEOUT_MS, milliseconds(options_.deadline));
  }

  MailResult outcome(CURLcode code) {
    wipe_string(password_);
    long status = 0;
    curl_off_t took_us = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &took_us);
    MailResult result;
    result.took = Duration{took_us};
    result.sent = code == CURLE_OK;
    // Without an answer to what failed, the status is of something before it.
    const bool answered = code == CURLE_OK || code == CURLE_SEND_ERROR || code == CURLE_LOGIN_DENIED ||
                          code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
    result.status = answered ? static_cast<int>(status) : 0;
    result.refused = !result.sent && answered && status >= kRefusedFrom;
    if (result.sent) {
      result.answer = answer_;
    } else {
      const std::string why =
          error_text_[0] ? clean_line(error_text_, CURL_ERROR_SIZE) : curl_easy_strerror(code);
      result.answer = options_.host + ": " + why + (answered && !answer_.empty() ? " (" + answer_ + ")" : "");
    }
    return result;
  }

  const CurlMailSender::Options& options_;
  const Mail& mail_;
  std::atomic<bool>& stopping_;
  std::unique_ptr<CURL, EasyDeleter> easy_;
  List recipients_;
  Reading reading_;
  std::string url_, from_, password_, message_, answer_;
  char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace

CurlMailSender::CurlMailSender(Options options, std::function<void(Work)> aside, Executor& completions)
    : options_(std::make_shared<const Options>(std::move(options))),
      aside_(std::move(aside)),
      completions_(completions) {}

CurlMailSender::~CurlMailSender() = default;

void CurlMailSender::stop() {
  *stopping_ = true;
}

void CurlMailSender::send(Mail mail, std::function<void(MailResult)> done) {
  aside_([options = options_, stopping = stopping_, &completions = completions_, mail = std::move(mail),
          done = std::move(done)] {
    MailResult result = Message(*options, mail, *stopping).send();
    completions.post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  });
}

}  // namespace mooring::host
