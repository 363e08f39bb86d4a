// The simulator's HTML: one plain, calm look for consent, self-authorisation and errors. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

namespace mooring::amazon_simulator {

// A whole page; `content` is trusted HTML.
std::string page(std::string_view title, std::string_view content);
// A field of a form that nobody sees.
std::string hidden(std::string_view name, std::string_view value);
std::string error_page(std::string_view code, std::string_view title, std::string_view text);

}  // namespace mooring::amazon_simulator
