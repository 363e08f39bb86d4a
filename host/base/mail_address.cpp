#include "base/mail_address.hpp"

#include <algorithm>

namespace mooring::host {
namespace {

constexpr size_t kAddressBytesMax = 254;  // RFC 5321 4.5.3.1.3, without the brackets

}  // namespace

bool is_mail_address(std::string_view text) {
  const size_t at = text.find('@');
  if (text.size() > kAddressBytesMax || at == 0 || at == std::string_view::npos) return false;
  const std::string_view user = text.substr(0, at), domain = text.substr(at + 1);
  auto is_word = [](char c, std::string_view more) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  };
  const bool words =
      std::all_of(user.begin(), user.end(), [&](char c) { return is_word(c, "!#$%&'*+-/=?^_`{|}~."); }) &&
      std::all_of(domain.begin(), domain.end(), [&](char c) { return is_word(c, "-."); });
  return words && !domain.empty() && domain.front() != '.' && domain.front() != '-' && domain.back() != '.' &&
         domain.find("..") == std::string_view::npos && user.front() != '.' && user.back() != '.';
}

}  // namespace mooring::host
