// Login tokens. They carry their content and a signature under the seed, so that a restarted simulator still
// knows the tokens it gave out before. Pure, any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mooring::amazon_simulator {

struct TokenContent {
  char kind = 'R';        // R refresh, A access, C grantless access
  std::string seller_id;  // empty for grantless
  std::string client_id;
  int64_t issued_us = 0;
  int64_t expires_us = 0;  // 0: never
};

class TokenSigner {
 public:
  explicit TokenSigner(uint64_t seed);
  std::string make(const TokenContent& content) const;  // "Atza|..." and so on
  std::optional<TokenContent> read(std::string_view token) const;
  // The same for any short text: page tokens.
  std::string seal(std::string_view text) const;
  std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::string signature(std::string_view text) const;
  std::string key_;
};

}  // namespace mooring::amazon_simulator
