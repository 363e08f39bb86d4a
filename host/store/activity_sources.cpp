#include "store/activity_sources.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "base/limits_activity.hpp"

namespace mooring::host::rows {
namespace {

using Clock = std::chrono::steady_clock;

// A piece of the text index is as large as what is read in a few milliseconds: one step of it cannot be stopped.
constexpr int64_t kPieceMin = 8 << 10, kPieceFirst = 32 << 10, kPieceMax = 4 << 20;
constexpr auto kPieceQuick = std::chrono::milliseconds{3}, kPieceSlow = std::chrono::milliseconds{12};
constexpr size_t kPieceRows = 256;  // read ahead at most

const char* direction(ActivityOrder order) {
  return order == ActivityOrder::newest_first ? " DESC" : " ASC";
}

// Each entry that one value of the driver names, and whether it is wanted: asked in the result and not in a condition,
// so that SQLite hands over every entry that it looks at and the work is counted here.
class IndexSource : public SeqSource {
 public:
  IndexSource(sqlite3* database, const Driver& driver, const sqlite::Value* value, const Expression& wanted,
              const SeqRange& range, ActivityOrder order)
      : database_(database), values_(wanted.values) {
    std::string sql = "SELECT seq, " + wanted.sql + " FROM activity";
    if (!driver.index.empty()) sql += " INDEXED BY " + driver.index;
    sql += " WHERE seq > ? AND seq < ?";
    values_.push_back(sqlite::integer_value(range.after));
    values_.push_back(sqlite::integer_value(range.before));
    sql += " AND " + driver.fixed.sql;
    values_.insert(values_.end(), driver.fixed.values.begin(), driver.fixed.values.end());
    if (value) {
      sql += " AND " + driver.column + " = ?";
      values_.push_back(*value);
    }
    statement_ = prepared(database, sql + " ORDER BY seq" + direction(order));
    sqlite::bind_values(statement_.get(), values_);
  }

  std::optional<Candidate> next() override {
    if (!step(database_, statement_.get())) return std::nullopt;
    return Candidate{sqlite3_column_int64(statement_.get(), 0), sqlite3_column_int(statement_.get(), 1) != 0};
  }

 private:
  sqlite3* database_;
  std::vector<sqlite::Value> values_;  // bound without a copy
  sqlite::Statement statement_;
};

class MergedSource : public SeqSource {
  struct Head {
    Candidate candidate;
    size_t source;
  };
  auto behind() const {
    return [newest_first = newest_first_](const Head& a, const Head& b) {
      return newest_first ? a.candidate.seq < b.candidate.seq : a.candidate.seq > b.candidate.seq;
    };
  }

 public:
  MergedSource(std::vector<std::unique_ptr<SeqSource>> sources, ActivityOrder order)
      : sources_(std::move(sources)), newest_first_(order == ActivityOrder::newest_first) {
    for (size_t i = 0; i < sources_.size(); ++i)
      advance(i);
  }

  std::optional<Candidate> next() override {
    if (heads_.empty()) return std::nullopt;
    std::pop_heap(heads_.begin(), heads_.end(), behind());
    const Head head = heads_.back();
    heads_.pop_back();
    advance(head.source);
    return head.candidate;
  }

 private:
  void advance(size_t source) {
    auto candidate = sources_[source]->next();
    if (!candidate) return;
    heads_.push_back({*candidate, source});
    std::push_heap(heads_.begin(), heads_.end(), behind());
  }

  std::vector<std::unique_ptr<SeqSource>> sources_;
  const bool newest_first_;
  std::vector<Head> heads_;
};

// Characters of well-formed UTF-8, as byte ranges.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      ++end;
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

// The index keeps no positions: every three characters of the text are asked for, and of a long one some.
std::string match_expression(const std::string& text) {
  const auto characters = characters_of(text);
  if (characters.size() < limits::kActivityTextCharactersMin)
    throw std::runtime_error("a text of fewer than three characters cannot be searched for");
  const size_t threes = characters.size() - 2;
  const size_t stride = (threes + limits::kActivityTrigramsMax - 1) / limits::kActivityTrigramsMax;
  std::string out;
  for (size_t i = 0; i < threes; i += stride) {
    out += out.empty() ? "\"" : " AND \"";
    for (const std::string_view character : {characters[i], characters[i + 1], characters[i + 2]})
      out += character == "\"" ? std::string_view("\"\"") : character;
    out += '"';
  }
  return out;
}

class TextSource : public SeqSource {
 public:
  TextSource(sqlite3* database, const std::string& text, Expression wanted, const SeqRange& range,
             ActivityOrder order)
      : database_(database),
        match_(match_expression(text)),
        wanted_(std::move(wanted)),
        left_(range),
        newest_first_(order == ActivityOrder::newest_first) {
    find_ = prepared(database,
                     std::string("SELECT rowid FROM activity_text WHERE activity_text MATCH ?1 AND rowid "
                                 "> ?2 AND rowid < ?3 ORDER BY rowid") +
                         direction(order) + " LIMIT ?4");
    check_ = prepared(database, "SELECT " + wanted_.sql + " FROM activity WHERE seq = ?");
    sqlite::bind_values(check_.get(), wanted_.values);
  }

  std::optional<Candidate> next() override {
    if (found_.empty()) {
      if (left_.empty()) return std::nullopt;
      read_piece();
      if (found_.empty()) return Candidate{reached(), false};
    }
    const int64_t seq = found_.front();
    found_.pop_front();
    return Candidate{seq, is_wanted(seq)};
  }

 private:
  void read_piece() {
    SeqRange piece = left_;
    if (newest_first_)
      piece.after = std::max(left_.after, left_.before - size_ - 1);
    else
      piece.before = std::min(left_.before, left_.after + size_ + 1);
    const auto began = Clock::now();
    find(piece);
    const auto took = Clock::now() - began;
    if (took > kPieceSlow) size_ = std::max(kPieceMin, size_ / 2);
    if (took < kPieceQuick && found_.size() < kPieceRows) size_ = std::min(kPieceMax, size_ * 4);
    // Where the rows are many, the rest of the piece is read later.
    const bool whole = found_.size() < kPieceRows;
    if (newest_first_)
      left_.before = whole ? piece.after + 1 : found_.back();
    else
      left_.after = whole ? piece.before - 1 : found_.back();
  }

  void find(const SeqRange& piece) {
    sqlite3_reset(find_.get());
    sqlite::bind_text(find_.get(), 1, match_);
    sqlite3_bind_int64(find_.get(), 2, piece.after);
    sqlite3_bind_int64(find_.get(), 3, piece.before);
    sqlite3_bind_int64(find_.get(), 4, kPieceRows);
    while (step(database_, find_.get()))
      found_.push_back(sqlite3_column_int64(find_.get(), 0));
  }

  bool is_wanted(int64_t seq) {
    sqlite3_reset(check_.get());
    sqlite3_bind_int64(check_.get(), static_cast<int>(wanted_.values.size()) + 1, seq);
    return step(database_, check_.get()) && sqlite3_column_int(check_.get(), 0) != 0;
  }

  int64_t reached() const { return newest_first_ ? left_.before : left_.after; }

  sqlite3* database_;
  const std::string match_;
  const Expression wanted_;
  SeqRange left_;
  const bool newest_first_;
  int64_t size_ = kPieceFirst;
  std::deque<int64_t> found_;
  sqlite::Statement find_, check_;
};

}  // namespace

void Expression::add(const std::string& condition, const std::vector<sqlite::Value>& parameters) {
  sql = sql == "1" ? "(" + condition + ")" : sql + " AND (" + condition + ")";
  values.insert(values.end(), parameters.begin(), parameters.end());
}

sqlite::Statement prepared(sqlite3* database, const std::string& sql) {
  auto statement = sqlite::prepare(database, sql);
  if (!statement) throw std::runtime_error(statement.error().message);
  return std::move(*statement);
}

bool step(sqlite3* database, sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE)
    throw std::runtime_error(sqlite::last_error(database, "searching the activity log").message);
  return false;
}

std::unique_ptr<SeqSource> make_source(sqlite3* database, const Driver& driver, const Expression& wanted,
                                       const SeqRange& range, ActivityOrder order) {
  if (driver.column.empty())
    return std::make_unique<IndexSource>(database, driver, nullptr, wanted, range, order);
  std::vector<std::unique_ptr<SeqSource>> sources;
  for (const auto& value : driver.values)
    sources.push_back(std::make_unique<IndexSource>(database, driver, &value, wanted, range, order));
  if (sources.size() == 1) return std::move(sources.front());
  return std::make_unique<MergedSource>(std::move(sources), order);
}

std::unique_ptr<SeqSource> make_text_source(sqlite3* database, const std::string& text,
                                            const Expression& wanted, const SeqRange& range,
                                            ActivityOrder order) {
  return std::make_unique<TextSource>(database, text, wanted, range, order);
}

}  // namespace mooring::host::rows
