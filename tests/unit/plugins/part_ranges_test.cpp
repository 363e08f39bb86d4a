// What a run's stream holds, the parts of its records hold with it.
#include <catch2/catch.hpp>

#include "plugins/action_reader.hpp"
#include "scripted_plugin.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

// The ranges that the host takes of what a run of `items` told; `lines` are its parts.
std::vector<std::string> taken(std::vector<mooring_range> covered, std::vector<mooring_coverage> coverage,
                               const std::string& manifest = kSampleManifest) {
  const Manifest declared = *parse_manifest(manifest, "plugin.toml");
  mooring_checkpoint point{};
  point.struct_size = sizeof point;
  point.covered = covered.data();
  point.covered_count = covered.size();
  point.coverage = coverage.data();
  point.coverage_count = coverage.size();
  mooring_action answer{};
  answer.struct_size = sizeof answer;
  answer.kind = MOORING_ACTION_CHECKPOINT;
  answer.checkpoint = &point;
  const auto action = read_action(answer, TaskContext{declared, declared.stream("items"), {"M-DE"}}, {});
  REQUIRE(action);
  std::vector<std::string> told;
  for (const CoveredRange& range : std::get<CheckpointAction>(*action).covered)
    told.push_back(range.stream + " " + range.marketplace + " " + std::to_string(to_unix_us(range.from)) +
                   "-" + std::to_string(to_unix_us(range.to)) + (range.lost ? " lost" : "") + range.part);
  return told;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what is held and lost of records is held and lost of their parts") {
  CHECK(taken({{str("items"), str("M-DE"), 1, 5}},
              {{str("items"), str("M-DE"), {}, 5, 9, MOORING_COVERAGE_LOST, 0}}) ==
        Texts{"items M-DE 1-5", "items M-DE 5-9 lost", "lines M-DE 1-5", "lines M-DE 5-9 lost"});
  CHECK(taken({}, {}).empty());
}

TEST_CASE("where a plugin speaks of the parts itself, its word counts") {
  CHECK(taken({{str("items"), str("M-DE"), 1, 5}, {str("lines"), str("M-DE"), 1, 2}}, {}) ==
        Texts{"items M-DE 1-5", "lines M-DE 1-2"});
  CHECK(taken({{str("lines"), str("M-DE"), 1, 2}}, {}) == Texts{"lines M-DE 1-2"});
}

TEST_CASE("a named part of the stream says nothing of the parts of its records") {
  CHECK(taken({}, {{str("items"), str("M-DE"), str("books"), 1, 5, MOORING_COVERAGE_HELD, 0}}) ==
        Texts{"items M-DE 1-5books"});
}

TEST_CASE("a fed stream without parent_key has ranges of its own") {
  const std::string alone = with("parent_key = [\"item_id\"]\n", "");
  CHECK(taken({{str("items"), str("M-DE"), 1, 5}}, {}, alone) == Texts{"items M-DE 1-5"});
}
