#include "store/record_time.hpp"

#include <chrono>

namespace mooring::host {
namespace {

template <int kDigits>
char* put(char* at, unsigned value) {
  for (int i = kDigits - 1; i >= 0; --i, value /= 10)
    at[i] = static_cast<char>('0' + value % 10);
  return at + kDigits;
}

}  // namespace

std::string_view format_record_time(int64_t unix_us, TimeText& out) {
  using namespace std::chrono;
  sys_time<microseconds> time{microseconds{unix_us}};
  auto day = floor<days>(time);
  // chrono's years end at 32767, so the range is checked before the conversion.
  constexpr sys_days kFirst{year{0} / January / 1}, kLast{year{9999} / December / 31};
  if (day < kFirst || day > kLast) return {};
  year_month_day date{day};
  auto us = static_cast<uint64_t>((time - day).count());
  auto seconds = static_cast<unsigned>(us / 1'000'000);
  auto fraction = static_cast<unsigned>(us % 1'000'000);
  char* at = put<4>(out.data(), static_cast<unsigned>(static_cast<int>(date.year())));
  *at++ = '-';
  at = put<2>(at, static_cast<unsigned>(date.month()));
  *at++ = '-';
  at = put<2>(at, static_cast<unsigned>(date.day()));
  *at++ = 'T';
  at = put<2>(at, seconds / 3600);
  *at++ = ':';
  at = put<2>(at, seconds / 60 % 60);
  *at++ = ':';
  at = put<2>(at, seconds % 60);
  if (fraction != 0) {
    *at++ = '.';
    at = put<6>(at, fraction);
  }
  *at++ = 'Z';
  return {out.data(), static_cast<size_t>(at - out.data())};
}

}  // namespace mooring::host
