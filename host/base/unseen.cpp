#include "base/unseen.hpp"

#include <algorithm>
#include <iterator>

namespace mooring::host {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode: White_Space, Default_Ignorable_Code_Point, the marks of annotations, and the Braille pattern without dots.
constexpr Range kUnseen[] = {{0x00, 0x20},       {0x7F, 0xA0},      {0xAD, 0xAD},     {0x34F, 0x34F},
                             {0x61C, 0x61C},     {0x115F, 0x1160},  {0x1680, 0x1680}, {0x17B4, 0x17B5},
                             {0x180B, 0x180F},   {0x2000, 0x200F},  {0x2028, 0x202F}, {0x205F, 0x206F},
                             {0x2800, 0x2800},   {0x3000, 0x3000},  {0x3164, 0x3164}, {0xFE00, 0xFE0F},
                             {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},  {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
                             {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
// Selectors of variations, and tags.
constexpr Range kLooks[] = {
    {0x180B, 0x180D}, {0x180F, 0x180F}, {0xFE00, 0xFE0F}, {0xE0020, 0xE007F}, {0xE0100, 0xE01EF}};

template <size_t count>
bool is_in(const Range (&ranges)[count], char32_t character) {
  return std::any_of(std::begin(ranges), std::end(ranges), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

char32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t character = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (size_t at = 1; at < std::min(size, text.size()); ++at)
    character = character << 6 | (static_cast<unsigned char>(text[at]) & 0x3FU);
  text.remove_prefix(std::min(size, text.size()));
  return character;
}

}  // namespace

std::string_view without_unseen_ends(std::string_view text) {
  size_t begin = text.size(), end = 0;  // of what is seen
  bool shows = false;                   // a character, or how the one before it looks
  for (std::string_view rest = text; !rest.empty();) {
    const size_t at = text.size() - rest.size();
    const char32_t character = take_character(rest);
    const bool seen = !is_in(kUnseen, character);
    if (seen) begin = std::min(begin, at);
    shows = seen || (shows && is_in(kLooks, character));
    if (shows) end = text.size() - rest.size();
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

}  // namespace mooring::host
