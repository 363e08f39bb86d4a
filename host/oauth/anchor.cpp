#include "oauth/oauth.hpp"
