// Why the badge is what it is, one line for each stream, or for each marketplace of it. Pure.
#pragma once
#include <string>
#include <vector>

#include "badge/badge.hpp"

namespace mooring::host {

enum class StreamJudgement { failed, late, never_read, first_sync, fresh };
const char* to_text(StreamJudgement judgement);

struct StreamLine {
  std::string stream, title, marketplace;  // marketplace: empty where it runs once for all
  StreamJudgement judgement = StreamJudgement::fresh;
  std::string because;  // one sentence
};

// Those that count, the worst first.
std::vector<StreamLine> explain_streams(const BadgeFacts& facts);

}  // namespace mooring::host
