// JsonArraySplitter: one huge JSON array, arriving in parts whose borders fall anywhere, becomes its elements, one at a
// time and in bounded memory. It checks the frame (the brackets, the commas, that nothing follows) and finds where each
// element ends, and that each element is JSON; what it means is for the parser that gets it. The same for an
// object whose members are such arrays, {"summary":{..},"rows":[{..},{..}]}: JsonArraySplitter::of_object().
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
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/context.hpp"
#include "mooring/failure.hpp"
#include "mooring/json_brackets.hpp"
#include "mooring/json_check.hpp"
#include "mooring/task.hpp"

namespace mooring {

class JsonArraySplitter {
 public:
  static constexpr size_t kPadding = 64;
  static constexpr size_t kElementBytesMax = 4 << 20;

  explicit JsonArraySplitter(size_t element_bytes_max = kElementBytesMax)
      : element_bytes_max_(element_bytes_max) {}
  // The document is an object: next() gives each element of the members that are arrays and every other member's value
  // whole, in the order of the document; member() says whose it is.
  static JsonArraySplitter of_object(size_t element_bytes_max = kElementBytesMax) {
    JsonArraySplitter splitter(element_bytes_max);
    splitter.is_object_ = true;
    return splitter;
  }

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
      if (state_ == State::in_key) {
        read_key();
        continue;
      }
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
      throw Failure(FailureKind::bad_response, "the " + frame() + " is missing: the document is empty");
    if (state_ != State::after_array)
      throw Failure(FailureKind::bad_response, "the " + frame() + " is cut off in or behind element " +
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
  // Of an object: the name, as it is written, of the member that the latest element belongs to, and whether that is an array.
  const std::string& member() const { return key_; }
  bool is_of_array() const { return in_array_ || array_ended_; }
  // Whether this member has come and is an array, with elements or without; of the first 64 such members.
  bool has_array(std::string_view name) const {
    return std::find(arrays_.begin(), arrays_.end(), name) != arrays_.end();
  }

 private:
  enum class State {
    before_array,
    first_or_end,
    element,
    in_element,
    comma_or_end,
    after_array,
    // of an object
    key_or_end,
    key,
    in_key,
    colon,
    value,
    comma_or_end_of_object
  };
  static constexpr size_t kKeyBytesMax = 256;
  static constexpr size_t kArraysRemembered = 64;

  static bool is_space(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

  // What stands between elements; moves on, or begins one.
  void step(char byte) {
    switch (state_) {
      case State::before_array:
        if (byte != (is_object_ ? '{' : '['))
          refuse(std::string("does not begin with '") + (is_object_ ? '{' : '[') + "'");
        state_ = is_object_ ? State::key_or_end : State::first_or_end;
        break;
      case State::first_or_end:
      case State::element:
        if (byte == ']' && state_ == State::first_or_end) {
          end_array();
          break;
        }
        if (byte == ',' || byte == ']' || byte == '}') refuse("lacks an element");
        begin_element(byte);
        return;
      case State::comma_or_end:
        if (byte != ',' && byte != ']') refuse("has neither ',' nor ']' behind an element");
        if (byte == ',')
          state_ = State::element;
        else
          end_array();
        break;
      case State::after_array:
      case State::in_element:
      case State::in_key:
        refuse("is followed by something");
      default:
        if (step_in_object(byte)) return;
    }
    ++at_;
  }

  // Between the members of an object. True: a value has begun, which stays.
  bool step_in_object(char byte) {
    if (state_ == State::colon) {
      if (byte != ':') refuse("has no ':' behind the name \"" + key_ + "\"");
      state_ = State::value;
    } else if (state_ == State::value) {
      in_array_ = byte == '[';
      array_ended_ = false;
      if (!in_array_) {
        if (byte == ',' || byte == ']' || byte == '}') refuse("lacks the value of \"" + key_ + "\"");
        begin_element(byte);
        return true;
      }
      if (arrays_.size() < kArraysRemembered) arrays_.push_back(key_);
      state_ = State::first_or_end;
    } else if (state_ == State::comma_or_end_of_object) {
      if (byte != ',' && byte != '}') refuse("has neither ',' nor '}' behind a member");
      state_ = byte == ',' ? State::key : State::after_array;
    } else if (byte == '}' && state_ == State::key_or_end) {
      state_ = State::after_array;
    } else {
      if (byte != '"') refuse("lacks the name of a member");
      key_.clear();
      escaped_ = false;
      state_ = State::in_key;
    }
    return false;
  }

  void read_key() {
    for (; at_ != end_; ++at_) {
      const char byte = buffer_[at_];
      if (byte == '"' && !escaped_) {
        ++at_;
        state_ = State::colon;
        return;
      }
      escaped_ = byte == '\\' && !escaped_;
      key_ += byte;
      if (key_.size() > kKeyBytesMax)
        refuse("has a name of more than " + std::to_string(kKeyBytesMax) + " bytes");
    }
  }

  void end_array() {
    array_ended_ = is_object_;
    in_array_ = false;
    state_ = is_object_ ? State::comma_or_end_of_object : State::after_array;
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
      throw Failure(FailureKind::bad_response, "element " + std::to_string(count_) + " of the " + frame() +
                                                   " is larger than " + std::to_string(element_bytes_max_) +
                                                   " bytes");
    at_ = element_ + size;
    if (!found) return std::nullopt;
    state_ = is_object_ && !in_array_ ? State::comma_or_end_of_object : State::comma_or_end;
    const std::string_view element(buffer_.get() + element_, size);
    if (const auto fault = find_json_fault(element)) refuse_element(*fault, element);
    return element;
  }

  // nullptr: it does not end in what is there.
  const char* find_end() {
    const char *from = buffer_.get() + at_, *end = buffer_.get() + end_;
    if (kind_ == Kind::brackets) return scanner_.scan(from, end);
    for (; from != end; ++from) {
      if (kind_ == Kind::word && (*from == ',' || *from == ']' || *from == '}' || is_space(*from)))
        return from;
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
                  "the " + frame() + " " + what + " (byte " + std::to_string(consumed_ + at_) + ")");
  }
  [[noreturn]] void refuse_element(const JsonFault& fault, std::string_view element) const {
    throw Failure(FailureKind::bad_response,
                  "element " + std::to_string(count_) + " of the " + frame() +
                      " is no JSON: " + text_of(fault, element, consumed_ + element_));
  }
  std::string frame() const { return is_object_ ? "JSON object" : "JSON array"; }

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

  size_t element_bytes_max_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t at_ = 0, end_ = 0,
         element_ = 0;     // in the buffer: what is next, behind what is there, the element's begin
  uint64_t consumed_ = 0;  // bytes of the document before the buffer
  size_t count_ = 0;
  State state_ = State::before_array;
  Kind kind_ = Kind::word;
  bool escaped_ = false;
  bool is_object_ = false, in_array_ = false, array_ended_ = false;
  std::string key_;
  std::vector<std::string> arrays_;
  detail::JsonBracketScanner scanner_;
};

}  // namespace mooring
