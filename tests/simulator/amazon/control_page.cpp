#include "control.hpp"
#include "pages.hpp"

namespace mooring::amazon_simulator {

std::string control_page_html() {
  return page("Control panel", "<section><h1>Control panel</h1></section>");
}

}  // namespace mooring::amazon_simulator
