// What may not leave the host in a support bundle: secrets in any form, and e-mail addresses. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "admin/json/json.hpp"
#include "base/secret_scan.hpp"

namespace mooring::host::admin {

inline constexpr std::string_view kHiddenEmail = "[e-mail]";

// Replaces what looks like an e-mail address, also with its '@' percent-encoded.
std::string without_emails(std::string_view text);

class SupportCleaner {
 public:
  explicit SupportCleaner(SecretScan secrets) : secrets_(std::move(secrets)) {}
  std::string line(std::string_view text) const;   // one printable line of bounded length
  std::string block(std::string_view text) const;  // keeps lines and length
  // A copy in which every text, also names of members, went through line().
  Poco::Dynamic::Var json(const Poco::Dynamic::Var& value) const;
  JsonObject object(const JsonObject& value) const;
  JsonArray array(const JsonArray& value) const;
  // The last look at a whole page, where parts that are harmless alone may have come together.
  std::string secrets_only(std::string_view text) const { return secrets_.redact(text); }

 private:
  SecretScan secrets_;
};

// As text that cannot end the <script> element in which it stands.
std::string json_for_page(const Poco::Dynamic::Var& value);

}  // namespace mooring::host::admin
