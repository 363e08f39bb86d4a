// `needs`: a stream that is given the values of another stream's field.
#include <catch2/catch.hpp>

#include "plugins/manifest.hpp"
#include "sample_manifest.hpp"

using namespace mooring::host;
using mooring::test::kSampleManifest;
using mooring::test::with;

namespace {

const std::string kStream = "[[streams]]\nid = \"lines\"\n";

std::string stream_that_needs(const std::string& needs) {
  return with(
      kStream,
      "[[streams]]\nid = \"details\"\nmode = \"snapshot\"\nscope = \"marketplace\"\ninterval = \"1h\"\n"
      "needs = \"" +
          needs +
          "\"\nprimary_key = [\"detail_id\"]\n"
          "fields = [{ name = \"detail_id\", type = \"text\" }]\n" +
          kStream);
}

std::string error_of(const std::string& needs) {
  const auto manifest = parse_manifest(stream_that_needs(needs), "plugin.toml");
  return manifest ? std::string("no error") : describe(manifest.error());
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a stream names the stream and the field that it needs") {
  const auto manifest = parse_manifest(stream_that_needs("items.item_id"), "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  const StreamRule& rule = *manifest->stream("details");
  CHECK(rule.needs_stream == "items");
  CHECK(rule.needs_field == "item_id");
  CHECK(rule.needs() == "items.item_id");
  CHECK(manifest->stream("items")->needs() == "");
}

TEST_CASE("what a stream cannot need is refused, with the nearest name") {
  CHECK(says(error_of("items"), "names no field"));
  CHECK(says(error_of("item.item_id"), "'item' is not another stream"));
  CHECK(says(error_of("item.item_id"), "items"));
  CHECK(says(error_of("details.detail_id"), "'details' is not another stream"));
  CHECK(says(error_of("items.item"), "'item' is not a field of 'items'"));
  CHECK(says(error_of("items.price"), "is not a text without personal data"));
  CHECK(says(error_of("items.note"), "is not a text without personal data"));
}
