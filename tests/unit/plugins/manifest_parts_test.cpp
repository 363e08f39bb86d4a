// `parent_key`: a stream whose rows are the parts of another stream's rows.
#include <catch2/catch.hpp>

#include "plugins/manifest.hpp"
#include "plugins/record_views.hpp"
#include "sample_manifest.hpp"

using namespace mooring::host;
using mooring::test::kSampleManifest;
using mooring::test::with;

namespace {

const std::string kLines =
    "fed_by = \"items\"\nparent_key = [\"item_id\"]\nprimary_key = [\"item_id\", \"line\"]\n"
    "fields = [{ name = \"item_id\", type = \"text\" }, { name = \"line\", type = \"integer\" }]\n";

std::string lines(const std::string& head, const std::string& primary_key,
                  const std::string& item_type = "text") {
  return with(kLines, head + "primary_key = [" + primary_key +
                          "]\nfields = [{ name = \"item_id\", type = \"" + item_type +
                          "\" }, { name = \"line\", type = \"integer\" }]\n");
}

std::string error_of(const std::string& text) {
  const auto manifest = parse_manifest(text, "plugin.toml");
  return manifest ? std::string("no error") : describe(manifest.error());
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a stream names the fields that are the key of the rows whose parts it has") {
  const auto manifest = parse_manifest(kSampleManifest, "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->stream("lines")->parent_key == std::vector<std::string>{"item_id"});
  CHECK(record_table_of(*manifest, *manifest->stream("lines")).parts_of == "items");
  CHECK(record_table_of(*manifest, *manifest->stream("items")).parts_of.empty());
}

TEST_CASE("a fed stream without it stands by itself") {
  const auto manifest = parse_manifest(lines("fed_by = \"items\"\n", "\"item_id\", \"line\""), "plugin.toml");
  REQUIRE(manifest);
  CHECK(record_table_of(*manifest, *manifest->stream("lines")).parts_of.empty());
}

TEST_CASE("a key that does not lead to the parts is refused") {
  const std::string head = "fed_by = \"items\"\nparent_key = [\"item_id\"]\n", both = "\"item_id\", \"line\"";
  SECTION("no stream feeds it") {
    const std::string error = error_of(lines("interval = \"1h\"\nparent_key = [\"item_id\"]\n", both));
    says(error, "parent_key");
    says(error, "has no effect without 'fed_by'");
  }
  SECTION("another number of fields") {
    says(error_of(lines("fed_by = \"items\"\nparent_key = [\"item_id\", \"line\"]\n", both)),
         "names 2 fields, the primary key of 'items' has 1");
  }
  SECTION("not a field") {
    says(error_of(lines("fed_by = \"items\"\nparent_key = [\"item\"]\n", both)),
         "'item' is not field 1 of 'primary_key'");
  }
  SECTION("not the beginning of the key") {
    says(error_of(lines(head, "\"line\", \"item_id\"")), "'item_id' is not field 1 of 'primary_key'");
  }
  SECTION("another type") {
    says(error_of(lines(head, both, "decimal")), "'item_id' has another type than 'item_id' of 'items'");
  }
  SECTION("nothing behind it") {
    says(error_of(lines(head, "\"item_id\"")), "has nothing that tells the parts of a row of 'items' apart");
  }
  SECTION("the feeding stream is not there") {
    says(error_of(lines("fed_by = \"itemz\"\nparent_key = [\"item_id\"]\n", both)),
         "'itemz' is not another stream");
  }
}
