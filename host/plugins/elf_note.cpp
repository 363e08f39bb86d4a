#include "plugins/elf_note.hpp"

#include <elf.h>

#include <mooring/abi.h>
#include <cstring>
#include <optional>
#include <string>

#include "base/limits.hpp"

namespace mooring::host {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
constexpr const char* kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
constexpr const char* kMachineName = "aarch64";
#else
#error "plugins are known for x86-64 and aarch64"
#endif

// A note's name and description are padded to this; linkers write 4, also where the standard says 8.
constexpr uint64_t kNoteAlignment = 4;
constexpr uint64_t kNoteAlignmentWide = 8;
constexpr std::string_view kOwner{MOORING_NOTE_NAME,
                                  sizeof MOORING_NOTE_NAME};  // with its terminator, as notes have it

template <class Struct>
std::optional<Struct> read_struct(std::string_view bytes, uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Struct)) return std::nullopt;
  Struct value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

uint64_t padded(uint64_t size, uint64_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

Result<Elf64_Ehdr> read_header(std::string_view file) {
  const auto refuse = [](const std::string& why) {
    return fail("not_a_library", why,
                "Put only plugin libraries built for Linux on " + std::string(kMachineName) + " here");
  };
  const auto header = read_struct<Elf64_Ehdr>(file, 0);
  if (file.size() < SELFMAG || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0)
    return refuse("is not an ELF library");
  if (!header) return refuse("is cut off within the ELF header");
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != kMachine)
    return refuse("is built for another machine");
  if (header->e_ident[EI_VERSION] != EV_CURRENT || header->e_type != ET_DYN)
    return refuse("is not a shared library");
  if (header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum == 0 || header->e_phnum == PN_XNUM)
    return refuse("has no usable program headers");
  return *header;
}

tl::unexpected<Error> broken(const std::string& why) {
  return fail("note_broken", "its Mooring note is broken: " + why,
              "Build the plugin again with mooring_add_plugin()");
}

// Looks through one PT_NOTE segment; found is set when the manifest's note is in it.
// Sizes are 32 bits wide, so no sum below overflows 64. What follows a malformed note of others is not looked
// at.
Status search_segment(std::string_view segment, uint64_t alignment, std::optional<std::string_view>& found) {
  for (uint64_t at = 0; at < segment.size();) {
    const auto note = read_struct<Elf64_Nhdr>(segment, at);
    if (!note) break;
    const uint64_t name_at = at + sizeof(Elf64_Nhdr);
    const uint64_t description_at = at + padded(sizeof(Elf64_Nhdr) + uint64_t{note->n_namesz}, alignment);
    const uint64_t end = description_at + note->n_descsz;
    at = at + padded(end - at, alignment);
    if (name_at + note->n_namesz > segment.size()) break;
    if (segment.substr(name_at, note->n_namesz) != kOwner || note->n_type != MOORING_NOTE_TYPE_MANIFEST)
      continue;
    if (end > segment.size()) return broken("it is longer than its segment");
    if (found) return broken("there are two manifests");
    if (note->n_descsz == 0 || note->n_descsz > limits::kManifestBytesMax)
      return broken("the manifest is empty or larger than " + std::to_string(limits::kManifestBytesMax) +
                    " bytes");
    found = segment.substr(description_at, note->n_descsz);
  }
  return {};
}

}  // namespace

Result<std::string_view> read_manifest_note(std::string_view file) {
  const auto header = read_header(file);
  if (!header) return fail(header.error());
  std::optional<std::string_view> found;
  for (uint64_t i = 0; i < header->e_phnum; ++i) {
    if (header->e_phoff > file.size()) break;
    const auto segment = read_struct<Elf64_Phdr>(file, header->e_phoff + i * sizeof(Elf64_Phdr));
    if (!segment)
      return fail("not_a_library", "is cut off within its program headers", "Copy the file again");
    if (segment->p_type != PT_NOTE) continue;
    if (segment->p_offset > file.size() || segment->p_filesz > file.size() - segment->p_offset)
      return fail("not_a_library", "is cut off: a segment lies beyond the end of the file",
                  "Copy the file again");
    const uint64_t alignment = segment->p_align == kNoteAlignmentWide ? kNoteAlignmentWide : kNoteAlignment;
    if (auto status = search_segment(file.substr(segment->p_offset, segment->p_filesz), alignment, found);
        !status)
      return fail(status.error());
  }
  if (!found)
    return fail("note_missing", "has no Mooring note: it is not a plugin",
                "Build it with mooring_add_plugin(), which embeds plugin.toml");
  return *found;
}

}  // namespace mooring::host
