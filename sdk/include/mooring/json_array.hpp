// JsonArraySplitter: one huge JSON array, arriving in parts whose borders fall anywhere, becomes its elements, one at a
// time and in bounded memory. It checks the frame (the brackets, the commas, that nothing follows) and finds where each
// element ends; what is inside an element is for the parser that gets it. Not a parser, and needs none.
//
//   JsonArraySplitter array;
//   while (co_await array.read_from(ctx)) {                          // a part of the streamed body
//     while (const auto element = array.next()) add_row(rows, *element);
//     co_await ctx.emit(rows);
//   }
//
// An element's view is good until the next part is given, also across ctx.emit(); kPadding bytes behind it may be read,
// so that simdjson parses it in place. What is no array of the promised shape throws Failure (bad_response).
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mooring/context.hpp"
#include "mooring/failure.hpp"
#include "mooring/json_brackets.hpp"
#include "mooring/task.hpp"

namespace mooring {

class JsonArraySplitter {
 public:
  static constexpr size_t kPadding = 64;
  static constexpr size_t kElementBytesMax = 4 << 20;

  explicit JsonArraySplitter(size_t element_bytes_max = kElementBytesMax)
      : element_bytes_max_(element_bytes_max) {}

  // Gives the next part of the document; it is copied. Take all elements of the part before first.
  void feed(std::string_view part) {
    const size_t kept_from = state_ == State::in_element ? element_ : at_;
    const size_t kept = end_ - kept_from;
    if (kept + part.size() + kPadding > capacity_) {
      grow(kept_from, kept + part.size());
    } else if (kept_from != 0) {
      std::memmove(buffer_.get(), buffer_.get() + kept_from, kept);
    }
    consumed_ += kept_from;
    at_ -= kept_from;
    element_ = 0;
    end_ = kept;
    if (!part.empty()) std::memcpy(buffer_.get() + end_, part.data(), part.size());
    end_ += part.size();
    std::memset(buffer_.get() + end_, 0, kPadding);
  }

  // The next element as it stands in the document; nothing: feed the next part, or finish().
  std::optional<std::string_view> next() {
    while (at_ != end_) {
      if (state_ == State::in_element) return end_of_element();
      const char byte = buffer_[at_];
      if (is_space(byte))
        ++at_;
      else
        step(byte);
    }
    return std::nullopt;
  }

  // The document has ended: throws when it was cut off.
  void finish() const {
    if (state_ == State::before_array)
      throw Failure(FailureKind::bad_response, "the JSON array is missing: the document is empty");
    if (state_ != State::after_array)
      throw Failure(FailureKind::bad_response, "the JSON array is cut off in or behind element " +
                                                   std::to_string(count_) + ", at byte " +
                                                   std::to_string(consumed_ + end_));
  }

  // Feeds the next part of the streamed body. False: it has ended, and the array is complete.
  Task<bool> read_from(Context& ctx) {
    const std::string_view part = co_await ctx.read();
    if (part.empty()) {
      drain();
      finish();
      co_return false;
    }
    feed(part);
    co_return true;
  }

  size_t element_count() const { return count_; }  // so far, the one that has begun included

 private:
  enum class State { before_array, first_or_end, element, in_element, comma_or_end, after_array };

  static bool is_space(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

  // What stands between elements; moves on, or begins one.
  void step(char byte) {
    switch (state_) {
      case State::before_array:
        if (byte != '[') refuse("does not begin with '['");
        state_ = State::first_or_end;
        break;
      case State::first_or_end:
      case State::element:
        if (byte == ']' && state_ == State::first_or_end) {
          state_ = State::after_array;
          break;
        }
        if (byte == ',' || byte == ']' || byte == '}') refuse("lacks an element");
        begin_element(byte);
        return;
      case State::comma_or_end:
        if (byte != ',' && byte != ']') refuse("has neither ',' nor ']' behind an element");
        state_ = byte == ',' ? State::element : State::after_array;
        break;
      case State::after_array:
      case State::in_element:
        refuse("is followed by something");
    }
    ++at_;
  }

  void begin_element(char byte) {
    state_ = State::in_element;
    element_ = at_;
    ++count_;
    kind_ = byte == '{' || byte == '[' ? Kind::brackets : byte == '"' ? Kind::text : Kind::word;
    escaped_ = false;
    scanner_.start();
    if (kind_ == Kind::text) ++at_;
  }

  std::optional<std::string_view> end_of_element() {
    const char* const found = find_end();
    const size_t size = (found ? static_cast<size_t>(found - buffer_.get()) : end_) - element_;
    if (size > element_bytes_max_)
      throw Failure(FailureKind::bad_response, "element " + std::to_string(count_) +
                                                   " of the JSON array is larger than " +
                                                   std::to_string(element_bytes_max_) + " bytes");
    at_ = element_ + size;
    if (!found) return std::nullopt;
    state_ = State::comma_or_end;
    return std::string_view(buffer_.get() + element_, size);
  }

  // nullptr: it does not end in what is there.
  const char* find_end() {
    const char *from = buffer_.get() + at_, *end = buffer_.get() + end_;
    if (kind_ == Kind::brackets) return scanner_.scan(from, end);
    for (; from != end; ++from) {
      if (kind_ == Kind::word && (*from == ',' || *from == ']' || is_space(*from))) return from;
      if (kind_ == Kind::word) continue;
      if (escaped_)
        escaped_ = false;
      else if (*from == '\\')
        escaped_ = true;
      else if (*from == '"')
        return from + 1;
    }
    return nullptr;
  }

  // Elements that nobody took are no error, but what follows them is checked.
  void drain() {
    while (next()) {
    }
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Failure(FailureKind::bad_response,
                  "the JSON array " + what + " (byte " + std::to_string(consumed_ + at_) + ")");
  }

  void grow(size_t kept_from, size_t needed) {
    size_t capacity = capacity_ == 0 ? 64 * 1024 : capacity_;
    while (capacity < needed + kPadding)
      capacity *= 2;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (end_ != kept_from) std::memcpy(larger.get(), buffer_.get() + kept_from, end_ - kept_from);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  }

  enum class Kind { brackets, text, word };

  const size_t element_bytes_max_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t at_ = 0, end_ = 0,
         element_ = 0;     // in the buffer: what is next, behind what is there, the element's begin
  uint64_t consumed_ = 0;  // bytes of the document before the buffer
  size_t count_ = 0;
  State state_ = State::before_array;
  Kind kind_ = Kind::word;
  bool escaped_ = false;
  detail::JsonBracketScanner scanner_;
};

}  // namespace mooring
