// Checks a published log with golang.org/x/mod/sumdb, which knows nothing of this desk.
//
//	foreign FOLDER VKEY [FILE...]
//
// The checkpoint in FOLDER must be signed by VKEY; every entry must stand in it, by the
// tiles in FOLDER. Each FILE is an older checkpoint of the log, which must be consistent
// with it, or a proof file that shows one record.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// Paths of the Go checksum database name the height as well.
		data, err := f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is short", tile.Path())
		}
		found[i] = data[:tile.W*tlog.HashSize]
	}
	return found, nil
}

// read reads a partial tile from the full one where it is gone.
func (f folder) read(path string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if full, _, partial := strings.Cut(path, ".p/"); os.IsNotExist(err) && partial {
		return os.ReadFile(filepath.Join(string(f), full))
	}
	return data, err
}

func (f folder) entries(n int64, width int) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: -1, N: n, W: width}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := f.read(path)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for len(found) < width {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s is short", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		found = append(found, data[2:end])
		data = data[end:]
	}
	return found, nil
}

// open checks who signed a checkpoint, and returns its size and root.
func open(data []byte, key note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != key.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// proof checks a file of one record: a leaf, and from a line on a C2SP tlog-proof.
func proof(data []byte, key note.Verifier) error {
	head, rest, found := bytes.Cut(data, []byte("c2sp.org/tlog-proof@v1\n"))
	if !found {
		return fmt.Errorf("not a proof")
	}
	_, leaf, found := bytes.Cut(head, []byte("\nleaf "))
	if !found {
		return fmt.Errorf("no leaf")
	}
	leaf, _, _ = bytes.Cut(leaf, []byte("\n"))
	lines, checkpoint, _ := bytes.Cut(rest, []byte("\n\n"))
	// Anchor receipts follow after an empty line, and are notes themselves.
	text, signatures, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	signatures, _, _ = bytes.Cut(signatures, []byte("\n\n"))
	signatures = append(bytes.TrimRight(signatures, "\n"), '\n')
	tree, err := open(bytes.Join([][]byte{text, signatures}, []byte("\n\n")), key)
	if err != nil {
		return err
	}
	words := strings.Split(string(lines), "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(words[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, word := range words[1:] {
		hash, err := tlog.ParseHash(word)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

func run(place folder, vkey string, files []string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	data, err := place.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(data, key)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, place)
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil || root != tree.Hash {
		return fmt.Errorf("the tiles give another root (%v)", err)
	}
	for start := int64(0); start < tree.N; start += 1 << height {
		width := min(tree.N-start, 1<<height)
		entries, err := place.entries(start>>height, int(width))
		if err != nil {
			return err
		}
		for i, entry := range entries {
			index := start + int64(i)
			path, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return err
			}
			err = tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entry))
			if err != nil {
				return fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	proofs, older := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(data, []byte("veridesk/proof@")) {
			if err := proof(data, key); err != nil {
				return fmt.Errorf("%s: %v", file, err)
			}
			proofs++
			continue
		}
		old, err := open(data, key)
		if err != nil {
			return fmt.Errorf("%s: %v", file, err)
		}
		path, err := tlog.ProveTree(tree.N, old.N, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(path, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return fmt.Errorf("%s: %v", file, err)
		}
		older++
	}
	fmt.Printf("%d entries, %d older states, %d proofs\n", tree.N, older, proofs)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: foreign FOLDER VKEY [FILE...]")
		os.Exit(2)
	}
	if err := run(folder(os.Args[1]), os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
