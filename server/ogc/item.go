package ogc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// ItemPath names a feature of a collection in a path.
type ItemPath struct {
	CollectionPath
	FeatureID string `path:"featureId" maxLength:"1000" doc:"Feature id, percent-encoded: node/7 is node%2F7."`
}

// maxFeatureID is the maxLength of FeatureID.
const maxFeatureID = 1000

type itemQuery struct {
	ItemPath
	Asked
	CRS string `query:"crs" format:"uri" doc:"System of the answer, one of the collection's. Default: CRS84."`
}

func (s *service) itemRoutes(api huma.API) {
	op := answering[featureShape](api, operation("item", itemPath, "One feature", "OGC API Features"),
		mediaGeoJSON, "The feature; its ETag is the feature's own.")
	huma.Register(api, op, func(ctx context.Context, in *itemQuery) (*answer, error) {
		l, i, err := s.feature(ctx, &in.ItemPath)
		if err != nil {
			return nil, err
		}
		sel := &selection{layer: l}
		if sel.out, err = systemNamed(l, "crs", in.CRS); err != nil {
			return nil, err
		}
		links := s.itemLinks(&in.Asked, l, l.Features[i].ID)
		if in.html() {
			return s.itemPage(in, sel, i, links)
		}
		tag := featureTag(&l.Features[i])
		if err := in.unchanged(tag); err != nil {
			return nil, err
		}
		body, err := sel.appendFeature(nil, i)
		if err != nil {
			return nil, err
		}
		body = append(withLinks(body, links), '\n')
		return &answer{ContentType: mediaGeoJSON, ContentCRS: sel.out.contentCRS(), ETag: tag, Vary: varies, Link: linkHeaders(links), Body: body}, nil
	})
}

// feature finds the feature that a path names.
func (s *service) feature(ctx context.Context, path *ItemPath) (*data.Layer, int, error) {
	l, err := s.collected(ctx, path.CollectionID)
	if err != nil {
		return nil, 0, err
	}
	i, ok := l.ByID(path.FeatureID)
	if !ok {
		return nil, 0, noFeature(l, path.FeatureID).Complete()
	}
	return l, i, nil
}

// noFeature says that a layer has no feature of the id.
func noFeature(l *data.Layer, id string) problem.Details {
	return problem.Details{Status: http.StatusNotFound, Layer: l.ID,
		Detail: fmt.Sprintf("there is no feature %q in collection %q; /collections/%s/items lists those there are", id, l.ID, segment(l.ID))}
}

// hrefOf is the address of a feature.
func (s *service) hrefOf(ctx huma.Context, l *data.Layer, id string) string {
	return s.Base.of(ctx) + "/collections/" + segment(l.ID) + "/items/" + segment(id)
}

// itemLinks are the links of a feature.
func (s *service) itemLinks(in *Asked, l *data.Layer, id string) []link {
	collection := link{s.Base.of(in.ctx) + "/collections/" + segment(l.ID), "collection", mediaJSON, "The collection"}
	return append(in.selfLinks(s.hrefOf(in.ctx, l, id), mediaGeoJSON), collection)
}

// featureTag is the strong ETag of a feature: of its content, so that a change
// of another feature does not change it.
func featureTag(f *data.Feature) string {
	sum := sha256.Sum256(geojson.AppendFeature(nil, f))
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// withLinks adds links to an encoded feature that has none of its own.
func withLinks(feature []byte, links []link) []byte {
	if gjson.GetBytes(feature, "links").Exists() {
		return feature
	}
	return append(appendLinks(append(feature[:len(feature)-1], `,"links":`...), links), '}')
}

// shortHash is a short hash of texts.
func shortHash(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
