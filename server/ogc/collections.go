package ogc

import (
	"context"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/data"
)

// collection describes a collection of features.
type collection struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	ItemType    string   `json:"itemType" enum:"feature"`
	Extent      *extent  `json:"extent,omitempty" doc:"Where and when the features are; left out where there is none."`
	CRS         []string `json:"crs" doc:"Coordinate systems that features can be asked for in."`
	StorageCRS  string   `json:"storageCrs" doc:"Coordinate system that features are kept in."`
	Links       []link   `json:"links"`
}

type extent struct {
	Spatial  *spatialExtent  `json:"spatial,omitempty"`
	Temporal *temporalExtent `json:"temporal,omitempty"`
}

type spatialExtent struct {
	BBox [][]float64 `json:"bbox" doc:"West, south, east, north in degrees."`
	CRS  string      `json:"crs"`
}

type temporalExtent struct {
	Interval [][]*string `json:"interval" doc:"From and to, null where open."`
	TRS      string      `json:"trs"`
}

type collectionsDocument struct {
	Links       []link       `json:"links"`
	Collections []collection `json:"collections"`
}

func (s *service) collectionRoutes(api huma.API) {
	all := answering[collectionsDocument](api, operation("collections", "/collections", "All collections", "OGC API Features"), mediaJSON, "The collections.")
	huma.Register(api, all, func(ctx context.Context, in *struct{ Asked }) (*answer, error) {
		base := s.Base.of(in.ctx)
		doc := collectionsDocument{Links: append(in.selfLinks(base+"/collections", mediaJSON), s.licenceLinks()...), Collections: []collection{}}
		for _, l := range s.layers() {
			doc.Collections = append(doc.Collections, s.describe(l, &in.Asked, base))
		}
		for _, r := range s.allResults(ctx) {
			doc.Collections = append(doc.Collections, s.describeResult(ctx, &r, &in.Asked, base))
		}
		return s.worded(&in.Asked, "Collections", doc.Links, doc)
	})
	one := answering[collection](api, operation("collection", "/collections/{collectionId}", "One collection", "OGC API Features"), mediaJSON, "The collection.")
	huma.Register(api, one, func(ctx context.Context, in *ofCollection) (*answer, error) {
		base := s.Base.of(in.ctx)
		var doc collection
		if isDerived(in.CollectionID) {
			r, err := s.result(ctx, in.CollectionID)
			if err != nil {
				return nil, err
			}
			doc = s.describeResult(ctx, &r, &in.Asked, base)
		} else {
			l, err := s.layer(in.CollectionID)
			if err != nil {
				return nil, err
			}
			doc = s.describe(l, &in.Asked, base)
		}
		return s.worded(&in.Asked, doc.Title, doc.Links, doc)
	})
}

// ofCollection asks something of one collection.
type ofCollection struct {
	CollectionPath
	Asked
}

// about answers a question to one collection from its layer.
func (s *service) about(answered func(*Asked, *data.Layer) (*answer, error)) func(context.Context, *ofCollection) (*answer, error) {
	return func(ctx context.Context, in *ofCollection) (*answer, error) {
		l, err := s.collected(ctx, in.CollectionID)
		if err != nil {
			return nil, err
		}
		return answered(&in.Asked, l)
	}
}

// describe describes the collection of a layer.
func (s *service) describe(l *data.Layer, in *Asked, base string) collection {
	c := collection{
		ID: l.ID, Title: titleOf(l), Description: descriptionOf(l, in.language()), ItemType: "feature", CRS: systemsOf(l), StorageCRS: uriCRS84,
		Links: in.selfLinks(base+"/collections/"+segment(l.ID), mediaJSON),
	}
	if l.Len() > 0 {
		b := l.Bound()
		c.Extent = &extent{Spatial: spatially(b), Temporal: temporalOf(l)}
	}
	c.Links = append(c.Links, s.collectionLinks(l.ID, base)...)
	return c
}

// spatially describes where features are.
func spatially(b orb.Bound) *spatialExtent {
	return &spatialExtent{[][]float64{{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}}, uriCRS84}
}

// collectionLinks are the links of a collection to what there is of it.
func (s *service) collectionLinks(id, base string) []link {
	path := base + "/collections/" + segment(id)
	items := path + "/items"
	return append([]link{
		{path + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", mediaSchema, "What filters may speak of"},
		{items, "items", mediaGeoJSON, "The features as GeoJSON"},
		{items + "?f=html", "items", mediaHTML, "The features as a page"},
		{path + "/tiles", relTilesets, mediaJSON, "The features as vector tiles"},
		{path + "/schema", relSchema, mediaSchema, "The schema of the features"},
		// GDAL knows the relation describedby by this spelling only.
		{path + "/" + encodedSchema, "describedBy", mediaSchema, "The schema of the features as GeoJSON"},
	}, s.licenceLinks()...)
}

// licenceLinks lead to the terms of the data, where they are known.
func (s *service) licenceLinks() []link {
	if s.Licence == "" {
		return nil
	}
	return []link{{s.Licence, "license", mediaHTML, "The terms of the data"}}
}

func titleOf(l *data.Layer) string {
	if l.Name != "" {
		return l.Name
	}
	return l.ID
}

// descriptionOf says in a sentence what a layer holds, in a language.
func descriptionOf(l *data.Layer, language string) string {
	var parts []string
	add := func(key string, values ...any) { parts = append(parts, fmt.Sprintf(word(language, key), values...)) }
	add("holds", l.Len(), l.Role)
	if l.Kind != "" {
		add("of kind", l.Kind)
	}
	add("version", l.Version)
	if l.Source != "" {
		add("from", l.Source)
	}
	if l.Synthetic {
		add("synthetic")
	}
	text := strings.Join(parts, word(language, "comma"))
	if language != "zh" && l.NameEN != "" && l.NameEN != l.Name {
		text = l.NameEN + ": " + text
	}
	return text
}
