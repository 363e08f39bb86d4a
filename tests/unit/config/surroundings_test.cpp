// Folders, files and days that the configuration names.
#include "config/surroundings.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "config_folder.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

struct Place : ConfigFolder {
  std::vector<ConfigProblem> problems(const std::string& text) {
    const auto load = load_config(write("c.toml", text));
    INFO(all_problems(load));
    REQUIRE(load.problems.empty());
    return check_surroundings(load.config, *parse_time("2026-06-15T12:00:00Z"));
  }
  std::string only(const std::string& text) {
    const auto found = problems(text);
    REQUIRE(found.size() == 1);
    return describe(found.front());
  }
};

}  // namespace

TEST_CASE_METHOD(Place, "what the host makes itself may be missing") {
  CHECK(problems("").empty());
  CHECK(problems("data_folder = \"not/yet\"\nkey_file = \"not/yet/key\"").empty());
  write("keys/other", "");
  CHECK(problems("key_file = \"keys/vault.key\"").empty());
}

TEST_CASE_METHOD(Place, "a place where nothing can be made is a problem at its key") {
  write("file", "");
  CHECK_THAT(only("data_folder = \"file\""),
             EndsWith("c.toml:1:1: data_folder: " + (*this / "file").string() +
                      " is no folder. Name a folder, or one that can be made"));
  CHECK_THAT(only("data_folder = \"file/data\""), Contains("file is no folder"));
  CHECK_THAT(only("key_file = \"nowhere/vault.key\""),
             Contains("c.toml:1:1: key_file: the folder") && Contains("nowhere is missing. Make it"));
  CHECK_THAT(only("key_file = \"file/vault.key\""), Contains("key_file: ") && Contains("file is no folder"));
}

TEST_CASE_METHOD(Place, "certificates that are named are there") {
  const std::string mail = "[smtp]\nhost = \"m.example\"\nfrom = \"a@m.example\"\nca_file = \"ca.pem\"\n";
  CHECK_THAT(only("[admin]\ncertificate_file = \"c.pem\""),
             Contains(":2:1: admin.certificate_file: there is no file ") && Contains("c.pem"));
  CHECK_THAT(only(mail), Contains(":4:1: smtp.ca_file: there is no file "));
  write("c.pem", "");
  write("ca.pem", "");
  CHECK(problems(mail + "[admin]\ncertificate_file = \"c.pem\"").empty());
}

TEST_CASE_METHOD(Place, "no secret was made in the future") {
  const auto made = [](const char* day) {
    return std::string("[channels.a.application]\nsecret_issued_at = ") + day;
  };
  CHECK(problems(made("2026-06-15")).empty());
  CHECK(problems(made("2026-06-16")).empty());  // it is that day already, elsewhere
  CHECK_THAT(only(made("2026-06-17")),
             Contains(":2:1: channels.a.application.secret_issued_at: lies in the future"));
}
