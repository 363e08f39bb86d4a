// Places for requests that may take seconds: lists with sums, filtered records, waits for a provider. A few work, a few wait
// for a moment, the rest are refused, so that the other workers and read sessions stay free. Any thread; owned by Admin.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace mooring::host::admin {

class HeavyReads {
 public:
  class Place {
   public:
    explicit Place(HeavyReads* of) : of_(of) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      if (of_) of_->leave();
    }
    explicit operator bool() const { return of_ != nullptr; }

   private:
    HeavyReads* of_;
  };

  HeavyReads(int working_max, int waiting_max, std::chrono::milliseconds wait)
      : working_max_(working_max), waiting_max_(waiting_max), wait_(wait) {}
  Place enter();  // false: all places are taken

 private:
  void leave();
  const int working_max_, waiting_max_;
  const std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int working_ = 0, waiting_ = 0;
};

}  // namespace mooring::host::admin
