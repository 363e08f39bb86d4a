#include "transport/curl_transport.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "transport/curl_exchange.hpp"
#include "transport/host_queue.hpp"

namespace mooring::host {
namespace {

constexpr int kIdlePollMs = 60'000;  // a wakeup ends it early
constexpr size_t kIdleHandlesMax = 8;

void init_curl_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)code;
}

// A host that hangs must not take the files that the store and the admin server need.
size_t requests_per_host(size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return wanted;
  return std::clamp<size_t>(files.rlim_cur / limits::kFilesPerHostOneIn, 1, wanted);
}

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

}  // namespace

// What completions on the executor need, also after the transport is gone.
struct CurlTransport::Shared {
  explicit Shared(Executor& executor) : completions(executor) {}

  std::function<void(HttpResult)> take(HttpRequestId id) {
    std::lock_guard lock(mutex);
    auto node = waiting.extract(id);
    return node.empty() ? std::function<void(HttpResult)>{} : std::move(node.mapped());
  }

  Executor& completions;
  std::mutex mutex;
  std::unordered_map<HttpRequestId, std::function<void(HttpResult)>> waiting;
  std::atomic<uint64_t> last_id{0}, requests{0}, connections_opened{0};
};

class CurlTransport::Loop {
 public:
  Loop(std::shared_ptr<Shared> shared, Options options)
      : shared_(std::move(shared)),
        options_(std::move(options)),
        multi_(curl_multi_init()),
        queue_(requests_per_host(options_.requests_per_host_max)) {
    // libcurl must never queue: the deadline of a request runs from the moment that libcurl has it.
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, 0L);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 0L);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(limits::kConnectionsKeptMax));
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "http");
  }

  ~Loop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    for (auto& [id, active] : active_)
      curl_multi_remove_handle(multi_, active.easy.get());
    active_.clear();
    idle_.clear();
    curl_multi_cleanup(multi_);
  }

  void submit(std::unique_ptr<CurlExchange> exchange) {
    {
      std::lock_guard lock(mutex_);
      submitted_.push_back(std::move(exchange));
    }
    curl_multi_wakeup(multi_);
  }

  void cancel(HttpRequestId id) {
    {
      std::lock_guard lock(mutex_);
      cancelled_.push_back(id);
    }
    curl_multi_wakeup(multi_);
  }

 private:
  struct Active {
    std::unique_ptr<CurlExchange> exchange;
    EasyHandle easy;
  };

  void run() {
    while (take_commands()) {
      int running = 0, ready = 0;
      curl_multi_perform(multi_, &running);
      finish_done();
      curl_multi_poll(multi_, nullptr, 0, kIdlePollMs, &ready);
    }
  }

  bool take_commands() {
    std::vector<std::unique_ptr<CurlExchange>> submitted;
    std::vector<HttpRequestId> cancelled;
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return false;
      submitted.swap(submitted_);
      cancelled.swap(cancelled_);
    }
    for (auto& exchange : submitted)
      start(std::move(exchange));
    for (HttpRequestId id : cancelled)
      drop(id);
    return true;
  }

  void start(std::unique_ptr<CurlExchange> exchange) {
    const HttpRequestId id = exchange->id();
    if (auto refused = exchange->check(options_))
      return complete(id, tl::unexpected<TransportError>(std::move(*refused)));
    if (queue_.enter(exchange->host(), id))
      transmit(std::move(exchange));
    else
      waiting_.emplace(id, std::move(exchange));
  }

  void transmit(std::unique_ptr<CurlExchange> exchange) {
    EasyHandle easy;
    if (idle_.empty()) {
      easy.reset(curl_easy_init());
    } else {
      easy = std::move(idle_.back());
      idle_.pop_back();
    }
    const HttpRequestId id = exchange->id();
    if (auto refused = exchange->prepare(easy.get(), options_)) {
      complete(id, tl::unexpected<TransportError>(std::move(*refused)));
      return recycle({std::move(exchange), std::move(easy)});
    }
    curl_multi_add_handle(multi_, easy.get());
    active_.emplace(id, Active{std::move(exchange), std::move(easy)});
    ++shared_->requests;
  }

  void drop(HttpRequestId id) {
    if (auto node = waiting_.extract(id); !node.empty()) return queue_.drop(node.mapped()->host(), id);
    auto node = active_.extract(id);
    if (!node.empty()) recycle(std::move(node.mapped()));
  }

  void finish_done() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURLcode code = message->data.result;
      CurlExchange* exchange = nullptr;
      long opened = 0;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
      curl_easy_getinfo(message->easy_handle, CURLINFO_NUM_CONNECTS, &opened);
      shared_->connections_opened += static_cast<uint64_t>(opened);
      HttpRequestId id = exchange->id();
      complete(id, exchange->finish(code));
      auto node = active_.extract(id);
      recycle(std::move(node.mapped()));
    }
  }

  void complete(HttpRequestId id, HttpResult result) {
    shared_->completions.post([shared = shared_, id, result = std::move(result)]() mutable {
      if (auto done = shared->take(id)) done(std::move(result));
    });
  }

  // It is over: its handle serves others, and who waits for its host goes on.
  void recycle(Active active) {
    curl_multi_remove_handle(multi_, active.easy.get());
    if (idle_.size() < kIdleHandlesMax) {
      curl_easy_reset(active.easy.get());  // before the exchange goes: the handle points into it
      idle_.push_back(std::move(active.easy));
    }
    const auto next = queue_.leave(active.exchange->host());
    if (!next) return;
    auto node = waiting_.extract(*next);
    transmit(std::move(node.mapped()));
  }

  std::shared_ptr<Shared> shared_;
  const Options options_;
  CURLM* multi_;
  std::mutex mutex_;  // the three below
  std::vector<std::unique_ptr<CurlExchange>> submitted_;
  std::vector<HttpRequestId> cancelled_;
  bool stopping_ = false;
  std::unordered_map<HttpRequestId, Active> active_;  // this thread's, from here on
  std::unordered_map<HttpRequestId, std::unique_ptr<CurlExchange>> waiting_;
  HostQueue queue_;
  std::vector<EasyHandle> idle_;
  std::thread thread_;
};

CurlTransport::CurlTransport(Executor& completions, Options options) {
  init_curl_once();
  if (!options.spool_folder.empty()) SpooledBody::remove_leftovers(options.spool_folder);
  shared_ = std::make_shared<Shared>(completions);
  loop_ = std::make_unique<Loop>(shared_, std::move(options));
}

CurlTransport::~CurlTransport() {
  loop_.reset();
  std::unordered_map<HttpRequestId, std::function<void(HttpResult)>> dropped;
  std::lock_guard lock(shared_->mutex);
  dropped.swap(shared_->waiting);
}

HttpRequestId CurlTransport::send(HttpRequest request, std::function<void(HttpResult)> done) {
  HttpRequestId id = ++shared_->last_id;
  {
    std::lock_guard lock(shared_->mutex);
    shared_->waiting.emplace(id, std::move(done));
  }
  loop_->submit(std::make_unique<CurlExchange>(id, std::move(request)));
  return id;
}

void CurlTransport::cancel(HttpRequestId id) {
  if (shared_->take(id)) loop_->cancel(id);
}

CurlTransport::Counters CurlTransport::counters() const {
  return {shared_->requests.load(), shared_->connections_opened.load()};
}

}  // namespace mooring::host
