// The one place that includes Boost.DLL. Boost 1.81 with BOOST_DLL_USE_STD_FS forgets <vector>, so it comes
// first. BOOST_DLL_USE_STD_FS itself is set for the whole build: no libboost_* is linked.
#pragma once
#include <vector>
// keep this order
#include <boost/dll/shared_library.hpp>
