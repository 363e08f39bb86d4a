// Secrets are found in every form in which they may stand in a text.
#include <catch2/catch.hpp>

#include "base/log.hpp"
#include "base/secret_scan.hpp"

using namespace mooring::host;

namespace {

const std::string kSecret = "Atzr|I/we\"BQ+longer-than-that";

std::string redacted(const std::string& text) {
  SecretScan scan;
  scan.add(kSecret);
  return scan.redact(text);
}

}  // namespace

TEST_CASE("A secret is found as it is, percent-encoded, escaped and as hex", "[base][security]") {
  CHECK(redacted("a " + kSecret + " b " + kSecret) == "a [secret] b [secret]");
  CHECK(redacted("t=Atzr%7CI%2Fwe%22BQ%2Blonger-than-that&x=1") == "t=[secret]&x=1");
  CHECK(redacted("t=Atzr%7cI%2fwe%22BQ%2blonger-than-that&x=1") == "t=[secret]&x=1");
  CHECK(redacted(R"({"t":"Atzr|I/we\"BQ+longer-than-that"})") == R"({"t":"[secret]"})");
  CHECK(redacted(R"({"t":"Atzr|I\/we\"BQ+longer-than-that"})") == R"({"t":"[secret]"})");
  CHECK(redacted("41747a727c492f77652242512b6c6f6e6765722d7468616e2d74686174") == "[secret]");
  CHECK(redacted("41747A727C492F77652242512B6C6F6E6765722D7468616E2D74686174") == "[secret]");
}

TEST_CASE("A secret is found in base64, whatever stands before it", "[base][security]") {
  SecretScan scan;
  scan.add("sesame-open");
  // of "sesame-open", "x:sesame-open", "ab:sesame-open" and "abc:sesame-open!"
  for (const char* text :
       {"c2VzYW1lLW9wZW4=", "eDpzZXNhbWUtb3Blbg==", "YWI6c2VzYW1lLW9wZW4=", "YWJjOnNlc2FtZS1vcGVuIQ=="}) {
    INFO(text);
    CHECK(scan.redact(std::string("Basic ") + text).find("[secret]") != std::string::npos);
  }
  CHECK(scan.redact("c2VzYW1lLWNsb3Nl sesame-ope") == "c2VzYW1lLWNsb3Nl sesame-ope");
}

TEST_CASE("Of two secrets the longer one is taken, and short ones are not searched for", "[base][security]") {
  SecretScan scan;
  scan.add("abcdefgh");
  scan.add("abcdefgh-and-more");
  scan.add("short");
  CHECK(scan.redact("short abcdefgh-and-more abcdefgh") == "short [secret] [secret]");
  CHECK(scan.redact("") == "");
  CHECK(scan.redact("abcdefg") == "abcdefg");
}

TEST_CASE("The redactor's scan knows what the redactor knows", "[base][security]") {
  Redactor redactor;
  redactor.add(Secret("first-secret"));
  redactor.add(Secret("second-secret"));
  redactor.remove(Secret("second-secret"));
  CHECK(redactor.scan().redact("first-secret second-secret") == "[secret] second-secret");
}
