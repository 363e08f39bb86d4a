// Characters that nobody sees: spaces of any width, joiners, fillers, marks of direction and controls. Pure, any thread.
#pragma once
#include <string_view>

namespace mooring::host {

// Without what nobody sees at its beginning and its end: empty where there is nothing else. Marks that say how the character
// before them looks (emoji or text, the letters of a flag) stay with it. The text is well-formed UTF-8, as clean_line makes it.
std::string_view without_unseen_ends(std::string_view text);

}  // namespace mooring::host
