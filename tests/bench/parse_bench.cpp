// How fast the SDK reads tables of text, by itself: charset, lines, cells; without a host and without rows. Parts as large as those that the
// host hands to a plugin.
//   parse_bench [megabytes]
// Prints {"plain":MB/s,"quoted":MB/s,"windows_1252":MB/s}: tab separated ASCII, CSV with quotes, a national charset.
#include <chrono>
#include <iostream>
#include <mooring/delimited.hpp>
#include <stdexcept>
#include <string>

namespace {

using mooring::DelimitedReader;
using mooring::TextDecoder;

constexpr size_t kPartBytes = 64 << 10;
constexpr int kColumns = 28;  // as many as a listings report has
constexpr double kMegabyte = 1e6;

std::string header(char separator) {
  std::string text = "sku";
  for (int i = 1; i < kColumns; ++i)
    text += separator + std::string("column-") + std::to_string(i);
  return text + "\n";
}

// `cell` stands in every third column; the others are numbers and short words.
std::string row(char separator, const std::string& cell, int number) {
  std::string text = "SKU-" + std::to_string(number);
  for (int i = 1; i < kColumns; ++i) {
    text += separator;
    if (i % 3 == 0)
      text += cell;
    else if (i % 3 == 1)
      text += std::to_string(number % 1000) + ".99";
    else
      text += "DEFAULT";
  }
  return text + "\n";
}

std::string table(char separator, const std::string& cell, size_t bytes) {
  std::string text = header(separator);
  for (int number = 0; text.size() < bytes; ++number)
    text += row(separator, cell, number);
  return text;
}

double megabytes_per_second(const std::string& text, const DelimitedReader::Options& options,
                            const char* charset) {
  const auto begin = std::chrono::steady_clock::now();
  DelimitedReader reader(options, TextDecoder(mooring::charset_of_content_type(charset)));
  size_t cells = 0, bytes = 0;
  const auto take = [&] {
    while (reader.next())
      for (size_t column = 0; column < static_cast<size_t>(kColumns); ++column) {
        ++cells;
        bytes += reader[column].size();
      }
  };
  for (size_t at = 0; at < text.size(); at += kPartBytes) {
    reader.feed(std::string_view(text).substr(at, kPartBytes));
    take();
  }
  reader.finish();
  take();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (cells != reader.row_count() * kColumns || bytes * 2 < text.size())
    throw std::runtime_error("the table was not read wholly");
  return static_cast<double>(text.size()) / kMegabyte / took.count();
}

}  // namespace

int main(int argc, char** argv) try {
  const size_t bytes = (argc > 1 ? std::stoul(argv[1]) : 200) * static_cast<size_t>(kMegabyte);
  const std::string plain = table('\t', "Cast Iron Kettle, 1.2 L, Blue", bytes);
  const std::string quoted = table(',', "\"Cast Iron \"\"Kettle\"\", 1.2 L, Blue\"", bytes);
  const std::string western = table('\t', "Schraubendreher f\xFCr Feinmechanik", bytes);
  std::cout << "{\"plain\":" << megabytes_per_second(plain, {}, "text/plain; charset=utf-8") << ",\"quoted\":"
            << megabytes_per_second(quoted, DelimitedReader::Options::csv(), "text/plain; charset=utf-8")
            << ",\"windows_1252\":" << megabytes_per_second(western, {}, "text/plain; charset=windows-1252")
            << "}\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
